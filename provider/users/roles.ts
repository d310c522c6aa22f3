import { z } from "zod";
import type { UserWire } from "../api/objects.ts";
import { administratorRoles } from "../api/plausible.ts";
import { apiLimitation } from "../apiLimitations.ts";

/** An organization role as an input. */
export const OrganizationRoleInput = z.enum(["user", "developer", "billing", "claude_code_user"], {
  error: ({ input }) => {
    if (input === "admin") return apiLimitation("assignAdmin");
    const roles = "must be `user`, `developer`, `billing` or `claude_code_user`";
    return typeof input === "string" && input.startsWith("workspace_")
      ? `${roles}. Roles in a workspace are declared by a WorkspaceMember.`
      : roles;
  },
});

/** Whether a user has a role that the API can neither change nor remove. */
export function isAdministrator(user: UserWire): boolean {
  return administratorRoles.includes(user.role);
}

/**
 * Whether the organization role already gives access to every workspace, so that the API rejects an explicit membership with
 * this role. Billing users can only become `workspace_admin`.
 */
export function isImplicit(user: UserWire, workspaceRole: string | undefined): boolean {
  return isAdministrator(user) || (user.role === "billing" && workspaceRole !== "workspace_admin");
}
