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
      ? `${roles}. To set a role in a workspace, declare a WorkspaceMember.`
      : roles;
  },
});

/** Whether the API cannot change the role of the user or remove the user. */
export function isAdministrator(user: UserWire): boolean {
  return administratorRoles.includes(user.role);
}

/**
 * Whether the organization role includes access to every workspace, so that the API rejects an explicit membership with this
 * workspace role. The only explicit role of billing users is `workspace_admin`.
 */
export function isImplicit(user: UserWire, workspaceRole: string | undefined): boolean {
  return isAdministrator(user) || (user.role === "billing" && workspaceRole !== "workspace_admin");
}
