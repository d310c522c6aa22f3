import { ApiError, isNotFound, otherObject } from "../../api/apiError.ts";
import { clean } from "../../api/foreignText.ts";
import { path } from "../../api/path.ts";
import { decimalsOf, toMinorUnits } from "../../api/spendLimits/amount.ts";
import { SpendLimitDeletedWire, SpendLimitWire } from "../../api/spendLimits/objects.ts";
import { hasTarget, type SpendLimitTarget } from "../../api/spendLimits/spendLimitList.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import { explainRejection } from "../../memberships/advice.ts";
import { type State, unlimited } from "./schema.ts";
import { amountOf, fromWire } from "./wire.ts";

interface Wanted {
  readonly target: SpendLimitTarget;
  /** In currency units, or `unlimited`. */
  readonly amount: string;
  /** The currency of the organization, if it is known. */
  readonly currency: string | undefined;
  readonly doing: string;
}

/** Creates the limit or changes its amount. */
export async function setLimit(operation: Operation, wanted: Wanted): Promise<SpendLimitWire> {
  const assumed = wanted.currency ?? "USD";
  let limit = await send(operation, wanted, assumed);
  if (decimalsOf(limit.currency) !== decimalsOf(assumed)) {
    // The currency was unknown before the first response, so the amount was converted for another currency.
    const first = limit;
    limit = await send(operation, wanted, first.currency).catch((error: unknown) => {
      operation.cache.spendLimits.store(first);
      throw inOtherCurrency(wanted, first, error);
    });
  }
  operation.cache.spendLimits.store(limit);
  return limit;
}

/** The limit exists with the amount for another currency. The next `up` corrects it. */
function inOtherCurrency({ amount }: Wanted, limit: SpendLimitWire, error: unknown): unknown {
  if (!(error instanceof ApiError || error instanceof UserError)) return error;
  const what = `The limit is ${amountOf(limit)} ${clean(limit.currency)} instead of ${amount}, since its currency was not known before`;
  const message = `${what}. The next \`pulumi up\` corrects it. ${error.message}`;
  return new PartialWriteError<State>(message, limit.id, { ...fromWire(limit, undefined), adopted: false });
}

async function send(
  operation: Operation,
  { target, amount, doing }: Wanted,
  currency: string,
): Promise<SpendLimitWire> {
  const { client, cache } = operation;
  const minorUnits = amount === unlimited ? null : toMinorUnits(amount, currency);
  if (minorUnits === undefined) {
    const decimals = decimalsOf(currency);
    throw new UserError(
      `cannot ${doing}: amounts in ${clean(currency)} have ${decimals === 0 ? "no" : `at most ${decimals}`} decimals. Round \`amount\`.`,
    );
  }
  return await writeThenVerify(
    async () => {
      const { value, requestId } = await client.request({
        method: "POST",
        path: "/v1/organizations/spend_limits",
        body: { amount: minorUnits, scope: scopeOf(target), period: target.period },
        schema: SpendLimitWire,
        doing,
        // The API sets the limit of a scope and period, so the request can be repeated.
        repeatable: true,
      });
      if (hasTarget(value, target)) return value;
      throw otherObject(doing, "the response is about another limit", requestId);
    },
    async () => {
      const after = await cache.spendLimits.find(target, cache.now());
      return after !== undefined && amountOf(after) === amount ? after : undefined;
    },
  ).catch(async (error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    const { scope, of } = target;
    const subject = of === undefined ? {} : scope === "workspace" ? { workspace: of } : { userId: of };
    throw await explainRejection(operation, error, subject);
  });
}

function scopeOf({ scope, of }: SpendLimitTarget): object {
  if (scope === "organization") return { type: scope };
  return scope === "workspace" ? { type: scope, workspace_id: of } : { type: scope, user_id: of };
}

/** Deletes a limit, and succeeds if there is none. */
export async function deleteLimit(
  { client, cache }: Operation,
  id: string,
  target: SpendLimitTarget,
  doing: string,
): Promise<void> {
  const isGone = async (): Promise<true | undefined> => {
    if ((await cache.spendLimits.confirm(id)) !== undefined) return undefined;
    const listed = await cache.spendLimits.find(target, cache.now());
    // A stale list contains the deleted limit for a few seconds.
    return listed === undefined || listed.id === id ? true : undefined;
  };
  await writeThenVerify<unknown>(
    () =>
      client.request({
        method: "DELETE",
        path: path`/v1/organizations/spend_limits/${id}`,
        schema: SpendLimitDeletedWire,
        doing,
        repeatable: true,
      }),
    async (failure) => (failure.outcomeUnknown || isNotFound(failure) ? await isGone() : undefined),
  );
  cache.spendLimits.drop(id);
}
