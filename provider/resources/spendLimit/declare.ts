import { clean } from "../../api/foreignText.ts";
import type { UserWire } from "../../api/objects.ts";
import type { SpendLimitWire } from "../../api/spendLimits/objects.ts";
import type { SpendLimitTarget } from "../../api/spendLimits/spendLimitList.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { sameName } from "../../kernel/objectName.ts";
import { normalEmail } from "../../users/email.ts";
import { noteEmailChange } from "../../users/emailChanged.ts";
import { findUser, type Standing } from "../../users/findUser.ts";
import type { UserIdentity } from "../../users/names.ts";
import { requireWorkspace } from "../../workspaces/findWorkspace.ts";
import { type Declared, kind, pendingId, shown, targetIn, targetNames } from "./identity.ts";
import type { Inputs, State } from "./schema.ts";
import { amountOf, fromWire, pending } from "./wire.ts";
import { setLimit } from "./writes.ts";

interface Found {
  readonly target: SpendLimitTarget;
  readonly user?: UserWire;
}

/**
 * Sets the limit. Adopts an existing one with the declared amount, and rejects one with another amount unless it belongs to a
 * resource of the program that is being replaced. A user who is not in the organization has no limit yet.
 */
export async function declareLimit(
  operation: Operation,
  inputs: Inputs,
): Promise<{ readonly id: string; readonly observed: Observed<State> }> {
  const { client, cache, ownership, began } = operation;
  const { amount } = inputs;
  const doing = `set the ${shown(inputs)} to ${amount}`;
  const found = await targetOf(operation, inputs, inputs, doing);
  if (!("target" in found)) return { id: pendingId(inputs), observed: pending(found) };
  const { target, user } = found;
  const names = targetNames({ ...inputs, ...(user === undefined ? {} : { userId: user.id }) });
  if (user !== undefined) requireOnlyOne(operation, inputs, user, doing);
  const adopted = (limit: SpendLimitWire) => ({
    id: limit.id,
    observed: { ...fromWire(limit, user), adopted: true },
  });
  const set = async (existing: SpendLimitWire | undefined) => {
    const currency = existing?.currency ?? (await cache.spendLimits.all(cache.lastMinute()))[0]?.currency;
    return await setLimit(operation, { target, amount, currency, doing });
  };

  const listed = await cache.spendLimits.find(target, cache.lastMinute());
  if (listed === undefined) {
    // A list without limits is plausible, but a list without users is not, so the list of users reveals a broken response.
    await cache.users(cache.lastMinute());
    const limit = await set(undefined);
    // A list can be stale for some seconds, and the API overwrites what exists.
    const since = client.serverTime(began);
    const existed = since !== undefined && Date.parse(limit.created_at) < since.getTime();
    if (existed) {
      operation.notify(
        "createUncertain",
        `The ${shown(inputs)} existed, although the list did not show it yet. It is ${amount} now; its former amount is not known.`,
      );
    }
    return { id: limit.id, observed: { ...fromWire(limit, user), adopted: existed } };
  }
  if (amountOf(listed) === amount) return adopted(listed);
  if (!names.some((name) => ownership.isReleased(name))) {
    const now = await cache.spendLimits.find(target, began);
    if (now !== undefined && amountOf(now) === amount) return adopted(now);
    if (now !== undefined && !(await operation.isReleased(...names))) throw hasOtherAmount(doing, now);
  }
  const limit = await set(listed);
  return { id: limit.id, observed: fromWire(limit, user) };
}

/** Rejects a user whose limit another resource of the program declares: check cannot compare an email address with an ID. */
function requireOnlyOne({ ownership, name }: Operation, inputs: Inputs, user: UserWire, doing: string): void {
  const names = targetNames({ ...inputs, email: normalEmail(user.email), userId: user.id });
  const own = targetNames(inputs);
  const isElsewhere = names.some(
    (one) =>
      (ownership.isDeclared(one) && !own.some((other) => sameName(one, other))) ||
      ownership.isOwnedByAnother(one, kind, name),
  );
  if (!isElsewhere) return;
  throw new UserError(
    `cannot ${doing}: another resource in this program declares the limit of this user, ${clean(user.email)} (${user.id}). Remove one of the two.`,
  );
}

/** Changes the limit in the state to the declared amount. */
export async function changeLimit(
  operation: Operation,
  old: State,
  inputs: Inputs,
  identity: UserIdentity,
): Promise<Observed<State>> {
  const { cache } = operation;
  const { amount } = inputs;
  const doing = `set the ${shown(inputs)} to ${amount}`;
  const found = await targetOf(operation, inputs, identity, doing);
  if (!("target" in found)) return pending(found);
  const { target, user } = found;
  if (old.status !== "pending") {
    const limit = await setLimit(operation, { target, amount, currency: old.currency, doing });
    return fromWire(limit, user);
  }
  // The user has joined. Someone else may have set a limit since.
  const listed = await cache.spendLimits.find(target, operation.began);
  if (listed !== undefined && amountOf(listed) !== amount) throw hasOtherAmount(doing, listed);
  const { currency } = listed ?? (await cache.spendLimits.all(operation.began))[0] ?? {};
  const limit = listed ?? (await setLimit(operation, { target, amount, currency, doing }));
  return { ...fromWire(limit, user), adopted: listed !== undefined };
}

/** The target of the limit in the API, or the standing of a user who is not in the organization. */
async function targetOf(
  operation: Operation,
  inputs: Declared,
  identity: UserIdentity,
  doing: string,
): Promise<Found | Standing> {
  const minFreshness = operation.cache.lastMinute();
  if (inputs.scope === "user") {
    const standing = await findUser(operation, identity, minFreshness);
    noteEmailChange(operation, standing);
    if (standing.is !== "member") return standing;
    const { user } = standing;
    const target = targetIn({ ...inputs, userId: user.id });
    if (target !== undefined) return { target, user };
  }
  if (inputs.scope === "workspace" && inputs.workspace !== undefined) {
    await requireWorkspace(operation, inputs.workspace, minFreshness, doing);
  }
  const target = targetIn(inputs);
  if (target === undefined) throw new Error("check accepted a limit without a target");
  return { target };
}

function hasOtherAmount(doing: string, limit: SpendLimitWire): UserError {
  return new UserError(
    `cannot ${doing}: it is already ${amountOf(limit)}. ` +
      "If you renamed or moved this resource, add the resource option `aliases`. " +
      `To adopt the limit, declare that amount with the resource option \`import: "${limit.id}"\`, and change it afterwards.`,
  );
}
