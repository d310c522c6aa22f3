import type { Attempts } from "../api/absence.ts";
import { clean } from "../api/foreignText.ts";
import type { InviteWire, UserWire } from "../api/objects.ts";
import { UserError } from "../errors.ts";
import type { Operation } from "../kernel/definition.ts";
import { normalEmail } from "./email.ts";
import { type EmailChange, joinedWith } from "./emailChanged.ts";
import type { UserIdentity } from "./names.ts";

/**
 * Whether a user is a member of the organization, invited, or neither. `emailChanged` means that an invitation was accepted, and its
 * user probably has another email address now.
 */
export type Standing =
  | { readonly is: "member"; readonly user: UserWire }
  | { readonly is: "invited" | "expired"; readonly invite: InviteWire }
  | EmailChange
  | { readonly is: "notInvited" };

/** Why a workspace membership is pending, while its user is not in the organization. */
export type WaitingFor = "acceptance" | "expired" | "emailChanged" | "notInvited";

export function waitingFor({ is }: Standing): WaitingFor {
  if (is === "invited") return "acceptance";
  return is === "expired" || is === "emailChanged" ? is : "notInvited";
}

/**
 * Finds a user. A known ID identifies the user regardless of the email address. If the list does not contain the ID, the user is
 * requested by ID: `repeated` if the absence of the user has consequences. An email address is looked up first in the users, then in the
 * invitations.
 */
export async function findUser(
  { cache }: Operation,
  identity: UserIdentity,
  minFreshness: number,
  attempts: Attempts = "once",
): Promise<Standing> {
  const users = await cache.users(minFreshness);
  if (identity.userId !== undefined) {
    const user = await cache.findUser(identity.userId, minFreshness, attempts);
    if (user !== undefined) return { is: "member", user };
  }
  const email = identity.email === undefined ? undefined : normalEmail(identity.email);
  if (email === undefined) return { is: "notInvited" };
  const user = withEmail(users, email);
  if (user !== undefined) return { is: "member", user };
  const invites = await cache.invites(minFreshness);
  const invite = lastInvite(invites, email);
  if (invite?.status === "pending") return { is: "invited", invite };
  if (invite?.status === "expired") return { is: "expired", invite };
  if (invite?.status !== "accepted" || identity.userId !== undefined) return { is: "notInvited" };
  // The invitation may have been accepted between the two requests. The user is then not yet on the list of users.
  const usersNow = await cache.usersAfterInvites();
  const accepted = withEmail(usersNow, email);
  if (accepted !== undefined) return { is: "member", user: accepted };
  return emailChangeOf(invite, usersNow, invites) ?? { is: "notInvited" };
}

/** The users who probably accepted an invitation and have another email address now. Undefined if there are none. */
export function emailChangeOf(
  invite: InviteWire | undefined,
  users: readonly UserWire[],
  invites: readonly InviteWire[],
): EmailChange | undefined {
  const joined = invite === undefined ? [] : joinedWith(invite, users, invites);
  return invite === undefined || joined.length === 0
    ? undefined
    : { is: "emailChanged", invite, users: joined };
}

/**
 * Whether a declared email address or ID, other than the one in the state, identifies the user in the state. Until the state has the ID
 * of an invited user, the invitation identifies the user, who may have another email address since.
 */
export async function isSameUser(
  operation: Operation,
  declared: UserIdentity,
  { email, userId }: UserIdentity,
): Promise<boolean> {
  const minFreshness = operation.cache.lastMinute();
  const standing = await findUser(operation, declared, minFreshness);
  if (standing.is !== "member") return false;
  const { user } = standing;
  if (userId !== undefined) return user.id === userId;
  if (normalEmail(user.email) === email) return true;
  const before = await findUser(operation, { email }, minFreshness);
  return before.is === "emailChanged" && before.users.some(({ id }) => id === user.id);
}

/** All users with an email address. The API may have several whose addresses differ in letter case. */
export function allWithEmail(users: readonly UserWire[], email: string): UserWire[] {
  return users.filter((user) => normalEmail(user.email) === email);
}

/** The user with an email address. Throws if several users have it, since the wrong one could get the role. */
export function withEmail(users: readonly UserWire[], email: string): UserWire | undefined {
  const [user, ...others] = allWithEmail(users, email);
  if (user !== undefined && others.length > 0)
    throw sharedEmailError(`find user ${email}`, [user, ...others]);
  return user;
}

/** The error of an operation that needs one user, when several have the email address. */
export function sharedEmailError(doing: string, users: readonly UserWire[]): UserError {
  const list = users.map(({ id, email }) => `${clean(email)} is ${id}`).join(", ");
  return new UserError(
    `cannot ${doing}: ${users.length} users have this email address (${list}). Use the ID of the user instead, or change one of the addresses.`,
  );
}

/** The pending invitation of an email address, or its newest invitation if none is pending. */
export function lastInvite(invites: readonly InviteWire[], email: string): InviteWire | undefined {
  const theirs = invites.filter((invite) => normalEmail(invite.email) === email);
  const newest = () => theirs.toSorted((a, b) => Date.parse(b.invited_at) - Date.parse(a.invited_at))[0];
  return theirs.find((invite) => invite.status === "pending") ?? newest();
}
