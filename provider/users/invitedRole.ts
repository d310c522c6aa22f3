import { administratorRoles } from "../api/plausible.ts";

/** The role of a pending invitation, and the role that the program declares for the user. */
export interface InvitedRole {
  readonly invited: string;
  readonly declared: string | undefined;
}

/** Whether the invitation has a role that differs from the declared one. */
export function isOtherRole({ invited, declared }: InvitedRole): boolean {
  return declared !== undefined && declared !== invited;
}

/** What happens after acceptance to a role that differs from the declared one. Undefined for the declared role. */
export function afterAcceptance(role: InvitedRole): string | undefined {
  if (!isOtherRole(role)) return undefined;
  return administratorRoles.includes(role.invited)
    ? `the first \`up\` after acceptance cannot change that role to ${role.declared}, which is possible only in the Console`
    : `the first \`up\` after acceptance changes the role to ${role.declared}`;
}
