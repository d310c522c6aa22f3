import { NoCredentialError } from "../../errors.ts";
import type { Attention, Operation } from "../../kernel/definition.ts";
import { formerEmailAttention } from "../../users/formerEmail.ts";
import type { Outcome } from "../../users/outcome.ts";
import type { Inputs, State } from "./schema.ts";
import {
  endedOutside,
  hasNewRole,
  lookUp,
  noteInvitedRole,
  pending,
  statusOf,
  updating,
  wantsInvite,
  whyEnded,
} from "./status.ts";
import { named, whyRoleIsFixed, whyRoleIsKept } from "./writes.ts";

/**
 * The update that a user who is not in the organization needs, as far as the state is concerned. Looks the user up like update, so that
 * no update is announced as rejected that succeeds, or the other way round.
 */
export async function attention(
  operation: Operation,
  old: State,
  inputs: Partial<Inputs>,
): Promise<Attention | undefined> {
  const { email, role, reinvite } = inputs;
  const doing = updating(inputs, old);
  if (old.status === "active") return await formerEmailAttention(operation, doing, email, old);
  const hasEnded = endedOutside.includes(old.status);
  if (!hasEnded && !pending.includes(old.status)) return undefined;
  if (old.status === "awaited" && wantsInvite(operation, inputs)) return "complete";
  const isRequested = email !== undefined && reinvite !== undefined && reinvite !== old.reinvite;
  let outcome: Outcome;
  try {
    outcome = await lookUp(operation, inputs, old, operation.cache.lastMinute());
  } catch (error) {
    if (!(error instanceof NoCredentialError) || !hasEnded) throw error;
    if (isRequested) return "update";
    const why = whyEnded(doing, { is: old.status }, email !== undefined);
    return { refuses: `${why} No key is set, so this is as of the last refresh.` };
  }
  if (outcome.is === "member") {
    const why = whyRoleIsFixed(named(outcome.user), role) ?? whyRoleIsKept(outcome.user, role, old);
    return why === undefined ? "complete" : { refuses: why };
  }
  if (outcome.is === "invited" && hasNewRole(outcome.invite, old, inputs)) {
    noteInvitedRole(operation, outcome.invite, role);
  }
  const status = statusOf(outcome, old);
  if (endedOutside.includes(status)) {
    if (isRequested) return "update";
    return { refuses: whyEnded(doing, "users" in outcome ? outcome : { is: status }, email !== undefined) };
  }
  return status === old.status ? undefined : "complete";
}
