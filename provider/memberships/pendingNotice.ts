import type { Operation } from "../kernel/definition.ts";
import { enumerated } from "../text/phrases.ts";
import type { WaitingFor } from "../users/findUser.ts";

/** A declared member who is not in the organization yet. */
export interface PendingMember {
  /** The email address, or the ID. */
  readonly user: string;
  readonly waitingFor: WaitingFor;
}

const reasons: Readonly<Record<Exclude<WaitingFor, "emailChanged">, string>> = {
  acceptance: "they have not accepted the invitation yet",
  expired: "their invitation expired",
  notInvited: "they are neither in the organization nor invited",
};

/**
 * Reports pending memberships of an object, such as `workspace wrkspc_...`, and when they are added. Leaves out users whose email address
 * changed, whom another notice names.
 */
export function notifyPending(operation: Operation, object: string, all: readonly PendingMember[]): void {
  const members = all.flatMap(({ user, waitingFor }) =>
    waitingFor === "emailChanged" ? [] : [{ user, reason: reasons[waitingFor] }],
  );
  const [only] = members;
  if (only === undefined) return;
  const text =
    members.length === 1
      ? `The membership of ${only.user} in ${object} is pending: ${only.reason}. The next \`pulumi up\` after they join adds it.`
      : `${members.length} memberships of ${object} are pending: ${shownMembers(members)}. The next \`pulumi up\` after a user joins adds the membership.`;
  operation.notify("userPending", text);
}

/** The members, grouped by the reason. */
function shownMembers(members: readonly { readonly user: string; readonly reason: string }[]): string {
  const groups = Object.values(reasons).flatMap((reason) => {
    const users = members.filter((member) => member.reason === reason).map(({ user }) => user);
    if (users.length === 0) return [];
    return [`${enumerated(users)} (${reason})`];
  });
  return groups.join("; ");
}
