import type { InviteWire } from "../../api/objects.ts";
import type { MinFreshness } from "../../api/sharedList.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { stackName } from "../../kernel/origin.ts";
import { normalEmail } from "../../users/email.ts";
import { outcomeOfInvite } from "../../users/outcome.ts";
import type { Inputs, State } from "./schema.ts";

export function fromWire(wire: InviteWire): Observed<State> {
  return {
    email: normalEmail(wire.email),
    role: wire.role,
    status: wire.status,
    invitedAt: wire.invited_at,
    expiresAt: wire.expires_at,
    acceptedAt: wire.accepted_at,
  };
}

/** Finds the invitation. One that is pending in the state is looked up repeatedly, since it counts as deleted if it is absent. */
export async function lookUp(
  { cache }: Operation,
  id: string,
  old: State | undefined,
  minFreshness: MinFreshness,
): Promise<InviteWire | undefined> {
  return await cache.findInvite(id, minFreshness, old?.status === "pending" ? "repeated" : "once");
}

/** The status by now: an invitation that is pending in the state may be accepted or deleted. */
export async function statusOf(operation: Operation, id: string, old: State): Promise<string | undefined> {
  if (old.status !== "pending") return old.status;
  const wire = await lookUp(operation, id, old, operation.cache.lastMinute());
  return wire?.status ?? (await statusOfMissing(operation, old));
}

/** The status of an invitation that the API no longer has. */
export async function statusOfMissing(operation: Operation, old: State): Promise<string> {
  if (old.status !== undefined && old.status !== "pending") return old.status;
  return await outcomeOfInvite(operation, old.email, old.expiresAt, operation.cache.lastMinute());
}

export function changing({ email }: State, id: string): string {
  return `change the invitation of ${email} (${id})`;
}

/**
 * The message of an update that is rejected because the invitation was deleted outside of Pulumi. An `up` that was interrupted
 * during the replacement of the invitation leaves the same state. Only the pending operation in the state tells them apart, and
 * the next `up` drops it.
 */
export function whyWithdrawn(
  { stack }: Operation,
  old: State,
  id: string,
  { email, role }: Partial<Inputs>,
  during: "preview" | "update",
): string {
  const replaced = (email ?? old.email) !== old.email || (role ?? old.role) !== old.role;
  const recover = `. After an interrupted \`up\`, run \`npx pulumi-anthropic recover --stack ${stackName(stack)}\` before the next one`;
  const how = replaced
    ? `, or by an interrupted \`up\` that was replacing it${during === "preview" ? recover : ""}`
    : "";
  return `${changing(old, id)}: it was deleted outside of Pulumi${how}. Remove it from the program, or request it again with a new value of \`reinvite\`, such as today's date.`;
}
