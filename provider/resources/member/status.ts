import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import type { Whereabouts } from "../../users/whereabouts.ts";
import type { Inputs, State } from "./schema.ts";

export function shown(email: string | undefined, userId: string | undefined): string {
  return email === undefined
    ? (userId ?? "the person")
    : userId === undefined
      ? email
      : `${email} (${userId})`;
}

/** Statuses in which the organization may have moved on without the program. */
export const pending: readonly (string | undefined)[] = ["invited", "expired", "awaited"];

/** Statuses that a person brought about, and that must not be undone without being asked. */
export const takenAway: readonly (string | undefined)[] = ["removed", "withdrawn"];

export function wantsInvite({ settings }: Operation, inputs: Partial<Inputs>): boolean {
  return (inputs.invite ?? settings.invite) === "send";
}

/** What the status should be, given where the person stands. */
export function statusOf(standing: Whereabouts, old: State): string {
  if (standing.is === "member") return "active";
  if (standing.is !== "notInvited") return standing.is;
  // An invitation that expired long ago may leave the list; nothing is to be done about that.
  return old.status === "invited" ? "withdrawn" : (old.status ?? "awaited");
}

export function takenAwayBy(status: string | undefined): string {
  return status === "withdrawn"
    ? "the invitation was withdrawn by hand"
    : "the person was removed from the organization by hand";
}

export function updating({ email }: Partial<Inputs>, old: State): string {
  return `update ${shown(email ?? old.email, old.userId)}`;
}

/** What is refused, and why, when a person took somebody away. */
export function whyTakenAway(doing: string, status: string | undefined, byAddress: boolean): string {
  const again = byAddress
    ? "ask for a new invitation with a new value of `reinvite`, such as today's date"
    : "to invite them again name them by `email`, with a new value of `reinvite` such as today's date";
  return `${doing}: ${takenAwayBy(status)}, and nobody is mailed again without being asked for. Take the person out of the program, or ${again}.`;
}

export function refuseTakenAway(doing: string, status: string, byAddress = true): UserError {
  return new UserError(`cannot ${whyTakenAway(doing, status, byAddress)}`);
}
