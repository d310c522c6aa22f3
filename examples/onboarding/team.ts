import type { OrganizationRole, WorkspaceRole } from "pulumi-anthropic";

/** A member of a team. */
export interface TeamMember {
  email: string;
  /** Role in the organization. */
  role: OrganizationRole;
  /** Role in the team's workspace. */
  workspaceRole: WorkspaceRole;
}

/** One line per user. The compiler rejects an invalid role. */
export const fieldService: TeamMember[] = [
  { email: "priya.nair@example.com", role: "developer", workspaceRole: "workspace_admin" },
  { email: "hana.sato@example.com", role: "developer", workspaceRole: "workspace_developer" },
  { email: "yara.idris@example.com", role: "user", workspaceRole: "workspace_user" },
];
