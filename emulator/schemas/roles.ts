import type { OrganizationRole, WorkspaceRole } from "../json.ts";
import type { OrganizationSettings } from "../settings.ts";
import { isEnterprise } from "../spendLimitScopes.ts";

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
const consoleRoles = [
  "user",
  "developer",
  "billing",
  "admin",
  "claude_code_user",
] as const satisfies readonly OrganizationRole[];

/** The organization roles that the API can assign. */
const assignableRoles = [
  "user",
  "developer",
  "billing",
  "claude_code_user",
] as const satisfies readonly OrganizationRole[];

/** The roles of a Claude Enterprise organization. */
const enterpriseRoles = [
  "user",
  "owner",
  "primary_owner",
  "membership_admin",
  "managed",
] as const satisfies readonly OrganizationRole[];

/** The roles of a Claude Enterprise organization that the API can assign. */
const assignableEnterpriseRoles = ["user", "managed"] as const satisfies readonly OrganizationRole[];

/** The roles of users in an organization of this type. Lists can be filtered by them. */
export function rolesOf(settings: OrganizationSettings): readonly OrganizationRole[] {
  return isEnterprise(settings) ? enterpriseRoles : consoleRoles;
}

/** The roles of users that the API can assign in an organization of this type. */
export function assignableRolesOf(settings: OrganizationSettings): readonly OrganizationRole[] {
  return isEnterprise(settings) ? assignableEnterpriseRoles : assignableRoles;
}

/** Whether the API can neither change the role of a user with this role nor remove the user. */
export function isAdministrative(role: OrganizationRole): boolean {
  return role === "admin" || role === "owner" || role === "primary_owner" || role === "membership_admin";
}

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
