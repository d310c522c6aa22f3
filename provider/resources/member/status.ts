import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import type { Outcome } from "../../users/outcome.ts";
import type { Inputs, State } from "./schema.ts";

export function shown(email: string | undefined, userId: string | undefined): string {
  return email === undefined ? (userId ?? "the user") : userId === undefined ? email : `${email} (${userId})`;
}

/** Statuses that may change without the program. */
export const pending: readonly (string | undefined)[] = ["invited", "expired", "awaited"];

/** Statuses after a removal outside of Pulumi, which is not undone unless the program requests it. */
export const endedOutside: readonly (string | undefined)[] = ["removed", "withdrawn"];

export function wantsInvite({ settings }: Operation, inputs: Partial<Inputs>): boolean {
  return (inputs.invite ?? settings.invite) === "send";
}

/** The status that a resource gets from the standing of its user. */
export function statusOf(standing: Outcome, old: State): string {
  if (standing.is === "member") return "active";
  if (standing.is !== "notInvited") return standing.is;
  // An invitation that expired long ago may leave the list.
  return old.status === "invited" ? "withdrawn" : (old.status ?? "awaited");
}

export function howEnded(status: string | undefined): string {
  return status === "withdrawn"
    ? "the invitation was deleted outside of Pulumi"
    : "the user was removed from the organization outside of Pulumi";
}

export function updating({ email }: Partial<Inputs>, old: State): string {
  return `update ${shown(email ?? old.email, old.userId)}`;
}

/** Why update rejects a user or invitation that was removed outside of Pulumi. */
export function whyEnded(doing: string, status: string | undefined, byEmail: boolean): string {
  const again = byEmail
    ? "request a new invitation with a new value of `reinvite`, such as today's date"
    : "declare them by `email` with a new value of `reinvite`, such as today's date, to invite them again";
  return `${doing}: ${howEnded(status)}, and an invitation is sent again only on request. Remove the user from the program, or ${again}.`;
}

export function endedError(doing: string, status: string, byEmail = true): UserError {
  return new UserError(`cannot ${whyEnded(doing, status, byEmail)}`);
}
