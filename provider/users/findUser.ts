import type { InviteWire, UserWire } from "../api/objects.ts";
import type { Operation } from "../kernel/definition.ts";
import { normalEmail } from "./email.ts";
import type { UserIdentity } from "./names.ts";

/** Whether a user is a member of the organization, invited, or neither. */
export type Standing =
  | { readonly is: "member"; readonly user: UserWire }
  | { readonly is: "invited" | "expired"; readonly invite: InviteWire }
  | { readonly is: "notInvited" };

/** Why a workspace membership is pending, while its user is not in the organization. */
export type WaitingFor = "acceptance" | "expired" | "notInvited";

export function waitingFor(standing: Standing): WaitingFor {
  return standing.is === "invited" ? "acceptance" : standing.is === "expired" ? "expired" : "notInvited";
}

/**
 * Finds a user. A known ID identifies the user regardless of the email address. If the list does not contain the ID, the user is
 * requested by ID. An email address is looked up first in the users, then in the invitations.
 */
export async function findUser(
  { cache }: Operation,
  identity: UserIdentity,
  minFreshness: number,
): Promise<Standing> {
  const users = await cache.users(minFreshness);
  if (identity.userId !== undefined) {
    const { userId } = identity;
    const user =
      users.find((candidate) => candidate.id === userId) ?? (await cache.confirmUser(userId, minFreshness));
    if (user !== undefined) return { is: "member", user };
  }
  const email = identity.email === undefined ? undefined : normalEmail(identity.email);
  if (email === undefined) return { is: "notInvited" };
  const user = withEmail(users, email);
  if (user !== undefined) return { is: "member", user };
  const invite = lastInvite(await cache.invites(minFreshness), email);
  if (invite?.status === "pending") return { is: "invited", invite };
  if (invite?.status === "expired") return { is: "expired", invite };
  if (invite?.status !== "accepted" || identity.userId !== undefined) return { is: "notInvited" };
  // The invitation may have been accepted between the two requests. The user is then not yet on the list of users.
  const accepted = withEmail(await cache.usersAfterInvites(), email);
  return accepted === undefined ? { is: "notInvited" } : { is: "member", user: accepted };
}

export function withEmail(users: readonly UserWire[], email: string | undefined): UserWire | undefined {
  return users.find((user) => normalEmail(user.email) === email);
}

/** The pending invitation of an email address, or its newest invitation if none is pending. */
function lastInvite(invites: readonly InviteWire[], email: string): InviteWire | undefined {
  const theirs = invites.filter((invite) => normalEmail(invite.email) === email);
  const newest = () => theirs.toSorted((a, b) => Date.parse(b.invited_at) - Date.parse(a.invited_at))[0];
  return theirs.find((invite) => invite.status === "pending") ?? newest();
}
