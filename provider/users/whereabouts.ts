import { RefusedError } from "../api/errors.ts";
import type { InviteWire, UserWire } from "../api/objects.ts";
import type { Operation } from "../kernel/definition.ts";
import { findPerson, normalEmail, type Person, type Standing, withAddress } from "./people.ts";

// What became of invitations that the API no longer lists, and of the people whom they were sent to. Absence from a list
// is no proof: the object itself is asked for, and what is known of dates and members decides about the rest.

/** What is kept of somebody's invitation. */
export interface Invitation {
  readonly status?: string | undefined;
  readonly inviteId?: string | undefined;
  readonly expiresAt?: string | undefined;
}

/** Where somebody stands; `removed`, `withdrawn` and `expired` as far as no list knows them any more. */
export type Whereabouts = Standing | { readonly is: "withdrawn" | "removed" | "expired" };

/** Finds somebody, and when no list knows them any more, what became of them and of their invitation. */
export async function seek(
  operation: Operation,
  person: Person,
  old: Invitation | undefined,
  since: number,
): Promise<Whereabouts> {
  const standing = await findPerson(operation, person, since);
  if (standing.is !== "nobody" || old?.status !== "invited" || old.inviteId === undefined) return standing;
  const invite = await operation.live.confirmInvite(old.inviteId, since);
  if (invite?.status === "pending") return { is: "invited", invite };
  if (invite?.status === "expired") return { is: "expired", invite };
  if (invite?.status === "accepted") return await accepted(operation, invite);
  return { is: hasEnded(operation, old.expiresAt) ? "expired" : "withdrawn" };
}

/**
 * Finds somebody whose access is to be taken away. The invitation that was sent is asked for by its ID when the lists do
 * not show it, and whoever has just accepted it is waited for.
 */
export async function seekToRemove(operation: Operation, person: Person, old: Invitation): Promise<Standing> {
  const { live, began } = operation;
  const standing = await findPerson(operation, person, began);
  if (standing.is === "member" || standing.is === "invited") return standing;
  if (old.inviteId === undefined) {
    // An interrupted run may have sent an invitation of which the state knows nothing.
    return person.userId === undefined ? await findPerson(operation, person, live.now()) : standing;
  }
  if (standing.is === "expired" && standing.invite.id === old.inviteId) return standing;
  const invite = await live.confirmInvite(old.inviteId, began);
  if (invite?.status === "pending") return { is: "invited", invite };
  if (invite?.status !== "accepted") return standing;
  const found = await accepted(operation, invite);
  if (found.is === "member") return found;
  if (isRecent(operation, invite)) throw notListedYet(invite);
  return standing;
}

/**
 * Finds somebody whose membership of a workspace is to end. Whoever is known by address alone cannot be asked for, and is
 * looked for on two lists before they count as absent: also when the state says that they are waited for, since an
 * interrupted run may have given them the membership.
 */
export async function seekToTakeOut(operation: Operation, person: Person): Promise<Standing> {
  const standing = await findPerson(operation, person, operation.began);
  if (standing.is === "member" || person.userId !== undefined) return standing;
  return await findPerson(operation, person, operation.live.now());
}

/**
 * What became of an invitation that the API no longer has: whoever is a member has accepted it, and one that has ended
 * was not withdrawn.
 */
export async function fateOf(
  operation: Operation,
  email: string | undefined,
  expiresAt: string | undefined,
  since: number,
): Promise<"accepted" | "expired" | "withdrawn"> {
  const user = email === undefined ? undefined : withAddress(await operation.live.users(since), email);
  if (user !== undefined) return "accepted";
  return hasEnded(operation, expiresAt) ? "expired" : "withdrawn";
}

/** Who accepted an invitation at the moment at which it was to be withdrawn. */
export async function acceptedBy(operation: Operation, invite: InviteWire): Promise<UserWire> {
  const found = await accepted(operation, invite, true);
  if (found.is === "member") return found.user;
  throw notListedYet(invite);
}

function notListedYet(invite: InviteWire): RefusedError {
  return new RefusedError(
    `Did not withdraw the invitation of ${normalEmail(invite.email)} (${invite.id}): it was accepted at this moment, and the person is not on the list yet. Run again.`,
  );
}

/** Who has accepted is on the list of users, if not at once, unless somebody has removed them since. */
async function accepted(
  operation: Operation,
  invite: InviteWire,
  recent = isRecent(operation, invite),
): Promise<Extract<Standing, { is: "member" }> | { readonly is: "removed" }> {
  const { client, live } = operation;
  const email = normalEmail(invite.email);
  for (const seconds of recent ? [0, 1, 2, 4] : [0]) {
    await client.pause(seconds * 1000 * client.pace);
    const user = withAddress(await live.users(live.now()), email);
    if (user !== undefined) return { is: "member", user };
  }
  return { is: "removed" };
}

const recentMs = 60_000;

/** Whether an invitation was accepted so short a time ago that lists may not show it. */
function isRecent(operation: Operation, { accepted_at: at }: InviteWire): boolean {
  return serverTime(operation) - Date.parse(at ?? "") < recentMs;
}

function hasEnded(operation: Operation, expiresAt: string | undefined): boolean {
  return Date.parse(expiresAt ?? "") <= serverTime(operation);
}

/** The server's clock, since the dates are the server's. */
function serverTime({ client }: Operation): number {
  return (client.serverTime(client.now()) ?? new Date()).getTime();
}
