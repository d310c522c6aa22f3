import type { OrganizationRole, WorkspaceRole } from "pulumi-anthropic";

/** Somebody of a team. */
export interface Colleague {
  email: string;
  /** In the organization. */
  role: OrganizationRole;
  /** In the team's workspace. */
  workspaceRole: WorkspaceRole;
}

/** A new colleague is a new line here. A wrong role does not get past the compiler. */
export const fieldService: Colleague[] = [
  { email: "priya.nair@example.com", role: "developer", workspaceRole: "workspace_admin" },
  { email: "hana.sato@example.com", role: "developer", workspaceRole: "workspace_developer" },
  { email: "yara.idris@example.com", role: "user", workspaceRole: "workspace_user" },
];
