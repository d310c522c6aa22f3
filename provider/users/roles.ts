import type { UserWire } from "../api/objects.ts";
import { administratorRoles } from "../api/plausible.ts";
import { apiLimitation } from "../apiLimitations.ts";
import { choice, wordsText } from "../choices.ts";
import { nearestOf } from "../nearest.ts";

const assignable = ["user", "developer", "billing", "claude_code_user"] as const;

/** An organization role as an input. */
export const OrganizationRoleInput = choice(assignable, (input) => {
  if (typeof input !== "string") return undefined;
  if (nearestOf(input.trim(), [...assignable, "admin"]) === "admin") return apiLimitation("assignAdmin");
  return /^\s*workspace_/i.test(input)
    ? `must be ${wordsText(assignable)}. To set a role in a workspace, declare a WorkspaceMember.`
    : undefined;
});

/** Whether the API cannot change the role of the user or remove the user. */
export function isAdministrator(user: Pick<UserWire, "role">): boolean {
  return administratorRoles.includes(user.role);
}

/**
 * Whether the organization role includes access to every workspace, so that the API rejects an explicit membership with this
 * workspace role. The only explicit role of billing users is `workspace_admin`.
 */
export function isImplicit(user: UserWire, workspaceRole: string | undefined): boolean {
  return isAdministrator(user) || (user.role === "billing" && workspaceRole !== "workspace_admin");
}
