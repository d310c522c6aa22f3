import { periods } from "../spendLimitScopes.ts";
import type { SpendLimitPeriod, SpendSummaryJson, SpendUserActorJson } from "../spendLimitsJson.ts";
import type { OrganizationState } from "../state/organization.ts";
import { centsText, discounted, listCost } from "./prices.ts";
import { day, floorTo, type Span } from "./time.ts";
import { discountOf, usageOf } from "./usage.ts";

/** In trillionths of a cent, as prices are. The API has up to three decimals of a cent. */
const thousandthOfCent = 1_000_000_000n;

/**
 * The limit that applies to each of these users in each of these periods, and their spend. A period without a limit
 * has no row. The emulator has no groups or seats, so a user inherits only from the organization.
 */
export function effectiveLimits(
  state: OrganizationState,
  userIds: readonly string[],
  wanted: readonly SpendLimitPeriod[] = periods,
): SpendSummaryJson[] {
  const users = new Set(userIds);
  const read = usageOf(state, ({ userId }) => userId !== null && users.has(userId));
  const spent = new Map(
    wanted.map((period) => {
      const usage = read(spanOf(period, state.clock.milliseconds()));
      return [period, Map.groupBy(usage, ({ dimensions }) => dimensions.userId)];
    }),
  );
  return userIds.flatMap((userId) =>
    wanted.flatMap((period): SpendSummaryJson[] => {
      const limit =
        state.spendLimits.find({ scope: { type: "user", user_id: userId }, period }) ??
        state.spendLimits.find({ scope: { type: "organization" }, period });
      if (limit === undefined) return [];
      const cost = discounted(listCost(spent.get(period)?.get(userId) ?? []), discountOf(state));
      return [
        {
          actor: actorOf(state, userId),
          amount: limit.amount,
          currency: limit.currency,
          period,
          period_to_date_spend: centsText((cost / thousandthOfCent) * thousandthOfCent),
          scope: { type: "user", user_id: userId },
          source: limit.scope,
          spend_limit_id: limit.id,
        },
      ];
    }),
  );
}

/** A current or former user. */
export function actorOf(state: OrganizationState, userId: string): SpendUserActorJson {
  const known = state.activity.user(userId)?.user;
  return {
    type: "user_actor",
    user_id: userId,
    email_address: known?.email ?? null,
    name: known?.name ?? null,
    deleted: known === undefined,
  };
}

/** The current period in UTC: a day, a week that begins on Monday, or a month. */
function spanOf(period: SpendLimitPeriod, now: number): Span {
  const today = floorTo(now, day);
  const date = new Date(today);
  const from = {
    daily: today,
    weekly: today - ((date.getUTCDay() + 6) % 7) * day,
    monthly: Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1),
  };
  return { from: from[period], to: now };
}
