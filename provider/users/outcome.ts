import type { Attempts } from "../api/absence.ts";
import type { InviteWire, UserWire } from "../api/objects.ts";
import { UserError } from "../errors.ts";
import type { Operation } from "../kernel/definition.ts";
import { normalEmail } from "./email.ts";
import { allWithEmail, emailChangeOf, findUser, type Standing, withEmail } from "./findUser.ts";
import type { UserIdentity } from "./names.ts";

// Determines what happened to an invitation that the API no longer lists, and to the invited user. A list can be incomplete, so the
// invitation is requested by ID. If it is not found, dates and the list of users determine the outcome.

/** The invitation of a user in the state, and the user's ID. */
export interface Invitation {
  readonly userId?: string | undefined;
  readonly status?: string | undefined;
  readonly inviteId?: string | undefined;
  readonly expiresAt?: string | undefined;
}

/** The standing of a user. `removed`, `withdrawn`, and `expired` without an invitation mean that no list shows the user. */
export type Outcome = Standing | { readonly is: "withdrawn" | "removed" | "expired" };

/** Finds a user. If no list shows the user, determines what happened to the user and the invitation. */
export async function findOutcome(
  operation: Operation,
  identity: UserIdentity,
  old: Invitation | undefined,
  minFreshness: number,
): Promise<Outcome> {
  const attempts = old?.status === "active" ? "repeated" : "once";
  const standing = await findUserOf(operation, identity, old, minFreshness, attempts);
  if (standing.is !== "notInvited" || old?.inviteId === undefined) return standing;
  if (old.status !== "invited" && old.status !== "emailChanged") return standing;
  const invite = await operation.cache.findInvite(old.inviteId, minFreshness, "repeated");
  if (invite?.status === "pending") return { is: "invited", invite };
  if (invite?.status === "expired") return { is: "expired", invite };
  if (invite?.status === "accepted") return await accepted(operation, invite);
  return { is: hasEnded(operation, old.expiresAt) ? "expired" : "withdrawn" };
}

/**
 * Finds a user. An accepted invitation says something about the user in the state only if the state has this invitation or an earlier
 * one, and no ID of a user: someone else may have had the email address before.
 */
async function findUserOf(
  operation: Operation,
  identity: UserIdentity,
  old: Invitation | undefined,
  minFreshness: number,
  attempts: Attempts,
): Promise<Standing> {
  const standing = await findUser(operation, identity, minFreshness, attempts);
  if (standing.is !== "emailChanged") return standing;
  const isEarlier = Date.parse(standing.invite.expires_at) < Date.parse(old?.expiresAt ?? "");
  return old === undefined || old.userId !== undefined || isEarlier ? { is: "notInvited" } : standing;
}

/**
 * Finds a user to remove. If the lists do not show the invitation, requests it by ID. If the user has just accepted the invitation,
 * waits until the list of users shows the user.
 */
export async function findUserToRemove(
  operation: Operation,
  identity: UserIdentity,
  old: Invitation,
): Promise<Standing> {
  const { cache, began } = operation;
  const standing = await findUserOf(operation, identity, old, began, "repeated");
  if (["member", "invited", "emailChanged"].includes(standing.is)) return standing;
  if (old.inviteId === undefined) {
    // An interrupted run may have sent an invitation that is not in the state.
    return identity.userId === undefined ? await findUser(operation, identity, cache.now()) : standing;
  }
  if (standing.is === "expired" && standing.invite.id === old.inviteId) return standing;
  const invite = await cache.findInvite(old.inviteId, began, "repeated");
  if (invite?.status === "pending") return { is: "invited", invite };
  if (invite?.status !== "accepted") return standing;
  const found = await accepted(operation, invite);
  if (found.is !== "removed") return found;
  if (isRecent(operation, invite)) throw notListedYet(invite);
  return standing;
}

/**
 * Finds a user to remove from a workspace. A user without a known ID cannot be requested by ID, so the user counts as absent only
 * after two lists without the user. This includes users who are pending in the state, because an interrupted run may have added the
 * membership.
 */
export async function findMemberToRemove(operation: Operation, identity: UserIdentity): Promise<Standing> {
  const standing = await findUser(operation, identity, operation.began);
  if (standing.is === "member" || identity.userId !== undefined) return standing;
  return await findUser(operation, identity, operation.cache.now());
}

/**
 * The status of an invitation that the API no longer returns. It is accepted if its email address belongs to a user, expired if its
 * expiration date has passed, and otherwise withdrawn.
 */
export async function outcomeOfInvite(
  operation: Operation,
  email: string | undefined,
  expiresAt: string | undefined,
  minFreshness: number,
): Promise<"accepted" | "expired" | "withdrawn"> {
  const users = email === undefined ? [] : allWithEmail(await operation.cache.users(minFreshness), email);
  if (users.length > 0) return "accepted";
  return hasEnded(operation, expiresAt) ? "expired" : "withdrawn";
}

/** The user who accepted an invitation while it was being deleted. */
export async function acceptedBy(operation: Operation, invite: InviteWire): Promise<UserWire> {
  const found = await accepted(operation, invite, true);
  if (found.is === "member") return found.user;
  throw notListedYet(invite);
}

function notListedYet(invite: InviteWire): UserError {
  return new UserError(
    `cannot delete the invitation of ${normalEmail(invite.email)} (${invite.id}): it has just been accepted, and the list of users does not show the user yet. Run \`pulumi up\` again.`,
  );
}

/**
 * Waits until the list of users shows the user who accepted an invitation, possibly under another email address. Returns `removed` if it
 * does not.
 */
async function accepted(
  operation: Operation,
  invite: InviteWire,
  recent = isRecent(operation, invite),
): Promise<Extract<Standing, { is: "member" | "emailChanged" }> | { readonly is: "removed" }> {
  const { client, cache } = operation;
  const email = normalEmail(invite.email);
  for (const seconds of recent ? [0, 1, 2, 4] : [0]) {
    await client.pause(seconds * 1000 * client.pace);
    const users = await cache.users(cache.now());
    const user = withEmail(users, email);
    if (user !== undefined) return { is: "member", user };
    const change = emailChangeOf(invite, users, await cache.invites(cache.lastMinute()));
    if (change !== undefined) return change;
  }
  return { is: "removed" };
}

const recentMs = 60_000;

/** Whether an invitation was accepted so recently that lists may not show it yet. */
function isRecent({ client }: Operation, { accepted_at: at }: InviteWire): boolean {
  return client.serverNow() - Date.parse(at ?? "") < recentMs;
}

function hasEnded({ client }: Operation, expiresAt: string | undefined): boolean {
  return Date.parse(expiresAt ?? "") <= client.serverNow();
}
