import type { InviteWire, UserWire } from "../api/objects.ts";
import { UserError } from "../errors.ts";
import type { Operation } from "../kernel/definition.ts";
import { normalEmail } from "./email.ts";
import type { UserIdentity } from "./names.ts";

/**
 * An accepted invitation whose email address no user has now, and the users who joined when it was accepted. The API keeps no former
 * address, so one of them is probably the invited user.
 */
export interface EmailChange {
  readonly is: "emailChanged";
  readonly invite: InviteWire;
  readonly users: readonly UserWire[];
}

/** Timestamps can be whole seconds, and the user may be recorded shortly before or after the acceptance. */
const sameMomentMs = 2000;

/** The users who joined when an invitation was accepted, without those who accepted one for the address that they have now. */
export function joinedWith(
  invite: InviteWire,
  users: readonly UserWire[],
  invites: readonly InviteWire[],
): UserWire[] {
  return users
    .filter(
      (user) =>
        isAcceptedWhenAdded(invite, user) &&
        !invites.some(
          (other) => normalEmail(other.email) === normalEmail(user.email) && isAcceptedWhenAdded(other, user),
        ),
    )
    .toSorted((one, other) => (normalEmail(one.email) < normalEmail(other.email) ? -1 : 1));
}

/** Whether a user joined when an invitation was accepted, and not before it was sent. */
function isAcceptedWhenAdded(
  { status, invited_at: sent, accepted_at: accepted }: InviteWire,
  { added_at: added }: UserWire,
): boolean {
  const joined = Date.parse(added);
  const isSameMoment = Math.abs(Date.parse(accepted ?? "") - joined) <= sameMomentMs;
  return status === "accepted" && isSameMoment && joined >= Date.parse(sent);
}

/** `The user is probably alice.smith@example.com (user_...), who joined at the same time`. */
export function probablyIs(users: readonly UserWire[]): string {
  // The order of a list differs from request to request.
  const names = users
    .map(({ id, email }) => `${normalEmail(email)} (${id})`)
    .sort()
    .join(", ");
  return `The user is probably ${users.length > 1 ? "one of " : ""}${names}, who joined at the same time`;
}

/**
 * Whether a user is only probably the one in the state: the program follows an invited user to another email address before the state
 * has the user's ID. Someone else may have joined at the same time, so the user's existing roles are not changed.
 */
export function isOnlyProbable({ email, userId }: UserIdentity, user: UserWire): boolean {
  return userId === undefined && email !== undefined && normalEmail(user.email) !== email;
}

/** The sentences about a user who accepted an invitation and has another email address now. */
export function emailChangeText({ invite, users }: EmailChange): string {
  const address = normalEmail(invite.email);
  return `${address} accepted an invitation, but no user has this email address now. ${probablyIs(users)}: use that email address in the program.`;
}

/** Reports that a user who is waited for may have another email address. The resource stays pending. */
export function noteEmailChange(operation: Operation, standing: EmailChange | { readonly is: string }): void {
  if ("users" in standing) operation.notifyOnce("emailChanged", emailChangeText(standing));
}

/**
 * Rejects the former email address of a user. The resource keeps the user, so the program must declare the new address. An undefined
 * address is accepted.
 */
export function rejectChangedEmail(doing: string, declared: string | undefined, user: UserWire): void {
  const why = whyEmailChanged(doing, declared, user);
  if (why !== undefined) throw new UserError(`cannot ${why}`);
}

/** Why update rejects the former email address of a user: the text after "cannot". */
export function whyEmailChanged(
  doing: string,
  declared: string | undefined,
  user: UserWire,
): string | undefined {
  const email = normalEmail(user.email);
  if (declared === undefined || declared === email) return undefined;
  return `${doing}: the user's email address changed from ${declared} to ${email} (${user.id}). Use the new email address in the program. Nothing else changes, and no invitation is sent.`;
}
