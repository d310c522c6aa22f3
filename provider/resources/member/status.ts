import type { InviteWire, UserWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { normalEmail } from "../../users/email.ts";
import { noteEmailChange, probablyIs } from "../../users/emailChanged.ts";
import { afterAcceptance } from "../../users/invitedRole.ts";
import type { UserIdentity } from "../../users/names.ts";
import { findOutcome, type Outcome } from "../../users/outcome.ts";
import type { Inputs, State } from "./schema.ts";

export function shown(email: string | undefined, userId: string | undefined): string {
  return email === undefined ? (userId ?? "the user") : userId === undefined ? email : `${email} (${userId})`;
}

/** Statuses that may change without the program. */
export const pending: readonly (string | undefined)[] = ["invited", "expired", "awaited"];

/** Statuses after a removal outside of Pulumi, which is not undone unless the program requests it. */
export const removedOutside: readonly (string | undefined)[] = ["removed", "withdrawn"];

/** Statuses with which update looks for the user again, and fails unless it finds them or the program requests an invitation. */
export const endedOutside: readonly (string | undefined)[] = [...removedOutside, "emailChanged"];

export function wantsInvite({ settings }: Operation, inputs: Partial<Inputs>): boolean {
  return (inputs.invite ?? settings.invite) === "send";
}

/** What became of the user or the invitation in the state, as update finds it. */
export async function lookUp(
  operation: Operation,
  { email, userId }: UserIdentity,
  old: State,
  minFreshness: number,
): Promise<Outcome> {
  const outcome = await findOutcome(operation, { email, userId }, old, minFreshness);
  if (outcome.is !== "emailChanged" || old.status !== "awaited") return outcome;
  // The email address may be that of someone else by now, who has not joined yet.
  noteEmailChange(operation, outcome);
  return { is: "notInvited" };
}

/** Reports a pending invitation whose role differs from the declared one, and what happens after acceptance. */
export function noteInvitedRole(
  operation: Operation,
  { id, email, role: invited }: InviteWire,
  declared: string | undefined,
): void {
  const then = afterAcceptance({ invited, declared });
  if (then === undefined) return;
  operation.notifyOnce(
    "otherInvitedRole",
    `${normalEmail(email)} is invited as ${invited} (${id}), and the program declares ${declared}: ${then}.`,
  );
}

/** Whether the declared role or the role of the invitation is not the one in the state, so that the state has never had both. */
export function hasNewRole(invite: InviteWire, old: State, { role }: Partial<Inputs>): boolean {
  return role !== old.role || invite.role !== old.inviteRole;
}

/** The status that a resource gets from the standing of its user. */
export function statusOf(standing: Outcome, old: State): string {
  if (standing.is === "member") return "active";
  if (standing.is !== "notInvited") return standing.is;
  // An invitation that expired long ago may leave the list.
  return old.status === "invited" ? "withdrawn" : (old.status ?? "awaited");
}

const reasons: Readonly<Record<string, string>> = {
  withdrawn: "the invitation was deleted outside of Pulumi",
  removed: "the user was removed from the organization outside of Pulumi",
  emailChanged: "the invitation was accepted, but no user has this email address now",
};

export function howEnded(status: string | undefined): string {
  return reasons[status ?? ""] ?? "the user is not in the organization";
}

export function updating({ email }: Partial<Inputs>, old: State): string {
  return `update ${shown(email ?? old.email, old.userId)}`;
}

/** What `whyEnded` needs of an outcome. */
interface Ended {
  readonly is: string | undefined;
  readonly users?: readonly UserWire[];
}

/** Why update rejects a user or invitation that was removed outside of Pulumi, or whose email address changed. */
export function whyEnded(doing: string, ended: Ended, byEmail: boolean): string {
  const { is, users } = ended;
  const again = byEmail
    ? "request a new invitation with a new value of `reinvite`, such as today's date"
    : "declare them by `email` with a new value of `reinvite`, such as today's date, to invite them again";
  if (is === "emailChanged") {
    const who =
      users !== undefined
        ? `${probablyIs(users)}: use that email address in the program, which sends no invitation`
        : "Use the email address that the user has now";
    return `${doing}: ${howEnded(is)}. ${who}. Otherwise remove the user from the program, or ${again}.`;
  }
  return `${doing}: ${howEnded(is)}, and an invitation is sent again only on request. Remove the user from the program, or ${again}.`;
}

export function endedError(doing: string, ended: Ended, byEmail = true): UserError {
  return new UserError(`cannot ${whyEnded(doing, ended, byEmail)}`);
}
