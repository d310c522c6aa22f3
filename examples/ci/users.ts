import type { OrganizationRole, WorkspaceRole } from "pulumi-anthropic";

/** A user of the organization who is a member of the workspace. */
export interface Evaluator {
  email: string;
  role: OrganizationRole;
  workspaceRole: WorkspaceRole;
}

export const evaluators: Evaluator[] = [
  { email: "priya.nair@example.com", role: "developer", workspaceRole: "workspace_admin" },
  { email: "yara.idris@example.com", role: "user", workspaceRole: "workspace_user" },
];
