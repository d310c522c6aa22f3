import { ApiError, isUnexplained, otherObject, withAdvice } from "../api/apiError.ts";
import { createAfterLook } from "../api/createOnce.ts";
import { clean } from "../api/foreignText.ts";
import { InviteDeletedWire, InviteWire } from "../api/objects.ts";
import { path } from "../api/path.ts";
import { stillListed } from "../api/plausible.ts";
import { writeThenVerify } from "../api/writeThenVerify.ts";
import type { Operation } from "../kernel/definition.ts";
import { normalEmail } from "./email.ts";

/** The pending invitation of an email address, if there is one. */
export async function pendingInvite(
  { cache }: Operation,
  email: string,
  minFreshness: number,
): Promise<InviteWire | undefined> {
  const invites = await cache.invites(minFreshness);
  return invites.find((invite) => invite.status === "pending" && normalEmail(invite.email) === email);
}

/**
 * A listed pending invitation, requested by ID before a create relies on it: a stale list may show one that was accepted or
 * deleted. Undefined if it is no longer pending.
 */
export async function confirmPending(
  { cache }: Operation,
  listed: InviteWire,
): Promise<InviteWire | undefined> {
  const invite = await cache.confirmInvite(listed.id);
  return invite?.status === "pending" ? invite : undefined;
}

/**
 * Sends an invitation at most once. After a lost response, the lists are searched for the invitation before it is sent again,
 * and the API rejects a second pending one.
 */
export async function sendInvite(operation: Operation, email: string, role: string): Promise<InviteWire> {
  operation.limits.spend("invitations", inviting(email, role));
  return await send(operation, email, role);
}

/** Deletes an invitation and sends a new one. Returns undefined if the old invitation was accepted in the meantime. */
export async function replaceInvite(
  operation: Operation,
  invite: InviteWire,
  email: string,
  role: string,
): Promise<InviteWire | undefined> {
  // Counted before the delete, so that the old invitation is kept when the limit is exceeded.
  operation.limits.spend("invitations", inviting(email, role));
  if ((await deleteInvite(operation, invite)) === "accepted") return undefined;
  return await send(operation, email, role);
}

async function send(operation: Operation, email: string, role: string): Promise<InviteWire> {
  const { client, cache } = operation;
  const look = () => pendingInvite(operation, email, cache.now());
  const asDeclared = (found: InviteWire) => found.role === role;
  try {
    const invite = await createAfterLook({
      client,
      send: async () => {
        const doing = inviting(email, role);
        const { value, requestId } = await client.request({
          method: "POST",
          path: "/v1/organizations/invites",
          body: { email, role },
          schema: InviteWire,
          doing,
        });
        // An invitation of another user must not be recorded: it would be deleted with the resource.
        if (normalEmail(value.email) === email) return value;
        throw otherObject(doing, `the response is the invitation of ${clean(value.email)}`, requestId);
      },
      look,
      asDeclared,
    });
    cache.storeInvite(invite);
    operation.notify(
      "invitationSent",
      `Sent an invitation as ${role} to ${email}, which expires on ${invite.expires_at.slice(0, 10)}.`,
    );
    return invite;
  } catch (error) {
    if (isUnexplained(error)) throw withAdvice(error, whyNotInvited);
    if (!(error instanceof ApiError) || error.code !== "invite_already_exists") throw error;
    // The list was stale, and may need a moment to show the invitation.
    for (const seconds of [0, 1, 2, 4]) {
      await client.pause(seconds * 1000 * client.pace);
      const found = await look().catch(() => undefined);
      if (found !== undefined && asDeclared(found)) return found;
      if (found !== undefined) break;
    }
    throw error;
  }
}

// Nothing in the API shows the free seats, or whether an identity provider provisions users.
const whyNotInvited =
  'Fix the problem that the API reports, then run again. If no seat is free, buy or free one in the Console; if your identity provider provisions users, add the user there and declare a Member with `invite: "never"`.';

export function inviting(email: string, role: string): string {
  return `invite ${email} as ${role}`;
}

/** Whether the API rejected an invitation because the user is a member or invited, which a stale list did not show. */
export function isPresentAlready(error: unknown): error is ApiError {
  return (
    error instanceof ApiError && (error.code === "already_member" || error.code === "invite_already_exists")
  );
}

/** Reports that a deleted invitation was adopted, so it was not sent by this stack. */
export function noteAdoptedInvite(
  operation: Operation,
  { adopted }: { readonly adopted?: boolean | undefined },
  { email, id }: InviteWire,
): void {
  if (adopted !== true) return;
  operation.notify(
    "adoptedDeleted",
    `The invitation of ${normalEmail(email)} (${id}) was adopted, not sent, by this resource. If another stack declares the user, that stack reports the invitation as deleted outside of Pulumi.`,
  );
}

/** Deletes a pending invitation. Returns `accepted` when the user accepted it first; the user is then a member. */
export async function deleteInvite(
  operation: Operation,
  invite: InviteWire,
): Promise<"withdrawn" | "accepted"> {
  const { client, cache } = operation;
  const invitation = `invitation of ${normalEmail(invite.email)} (${invite.id})`;
  let isPending = false;
  const outcome = await writeThenVerify<"withdrawn" | "accepted">(
    async () => {
      await client.request({
        method: "DELETE",
        path: path`/v1/organizations/invites/${invite.id}`,
        schema: InviteDeletedWire,
        doing: `delete the ${invitation}`,
        repeatable: true,
      });
      return "withdrawn";
    },
    async () => {
      const after = await cache.confirmInvite(invite.id);
      isPending = after?.status === "pending";
      if (isPending) return undefined;
      if (after !== undefined) return after.status === "accepted" ? "accepted" : "withdrawn";
      const isListed = async () =>
        (await cache.invites(cache.now())).some(({ id, status }) => id === invite.id && status === "pending");
      return (await stillListed(client, isListed)) ? undefined : "withdrawn";
    },
    () =>
      isPending ? "The invitation is still pending. Delete it in the Console, and run again." : undefined,
  );
  if (outcome === "withdrawn") {
    cache.dropInvite(invite.id);
    operation.notify("invitationDeleted", `The ${invitation} was deleted.`);
  } else cache.forgetInvite(invite.id);
  return outcome;
}
