import type { OrganizationRole, WorkspaceRole } from "../json.ts";

/** Every organization role, those of Claude Enterprise included. */
export const organizationRoles = [
  "user",
  "claude_code_user",
  "developer",
  "billing",
  "admin",
  "managed",
  "membership_admin",
  "owner",
  "primary_owner",
] as const satisfies readonly OrganizationRole[];

/** The roles of a Console organization. Lists can be filtered by them. */
export const consoleRoles = [
  "user",
  "developer",
  "billing",
  "admin",
  "claude_code_user",
] as const satisfies readonly OrganizationRole[];

/** The organization roles that the API can assign. */
export const assignableRoles = [
  "user",
  "developer",
  "billing",
  "claude_code_user",
] as const satisfies readonly OrganizationRole[];

/** The workspace roles that can be assigned. */
export const assignableWorkspaceRoles = [
  "workspace_user",
  "workspace_restricted_developer",
  "workspace_developer",
  "workspace_admin",
] as const satisfies readonly WorkspaceRole[];

/** Every workspace role. `workspace_billing` is only inherited. */
export const workspaceRoles = [
  ...assignableWorkspaceRoles,
  "workspace_billing",
] as const satisfies readonly WorkspaceRole[];
