import Big from "big.js";
import { bucketLength } from "../api/reports/span.ts";
import type { Month } from "./month.ts";
import type { BudgetStatus } from "./types.ts";

/** A separate constructor, because the precision of divisions is set on the constructor. */
const Exact = Big();
Exact.DP = 30;

/** The cost that a budget applies to. */
export interface UsedCost {
  /** The cost of the month so far. */
  readonly used: Big;
  /** The cost of the complete days. */
  readonly ofCompleteDays: Big;
}

/** How much of the month the cost covers. */
export interface Progress {
  readonly month: Month;
  /** The number of complete days. */
  readonly completeDays: number;
  /** The time up to which the cost is complete. */
  readonly completeUntil: number;
}

/** The amounts and the status of a budget. */
export function budgetAmounts(
  budget: string,
  cost: UsedCost,
  progress: Progress,
): Omit<BudgetStatus, "name" | "scope" | "workspaceIds"> {
  const limit = new Exact(budget);
  const forecast = forecastOf(cost, progress);
  // Rounding can make the forecast lower than the cost so far.
  const expected = forecast?.gt(cost.used) ? forecast : cost.used;
  const isExceeded = cost.used.gt(limit);
  const overage = expected.minus(limit);
  return {
    budget,
    used: cost.used.toFixed(),
    usedPercent: percentOf(cost.used, limit, isExceeded ? Big.roundUp : Big.roundDown),
    forecast: forecast?.toFixed(),
    overagePercent: overage.gt(0) ? percentOf(overage, limit, Big.roundUp) : 0,
    status: isExceeded ? "exceeded" : overage.gt(0) ? "forecast" : "ok",
  };
}

/**
 * The cost so far, plus the average of the complete days for each remaining day. Uses whole days, because usage is lower at night.
 * Credits are not expected to repeat, so the average is at least 0.
 */
export function forecastOf(
  cost: UsedCost,
  { month, completeDays, completeUntil }: Progress,
): Big | undefined {
  const remaining = month.to - completeUntil;
  if (remaining > 0 && completeDays === 0) return undefined;
  const rate = cost.ofCompleteDays.gt(0) ? cost.ofCompleteDays : 0;
  if (remaining <= 0) return cost.used.round(2);
  // Multiplies first, since only the division rounds.
  const more = new Exact(rate).times(remaining).div(new Exact(completeDays).times(bucketLength["1d"]));
  return more.plus(cost.used).round(2);
}

/** Rounded to 1 decimal so that only an exceeded budget is above 100 percent. */
function percentOf(amount: Big, limit: Big, mode: 0 | 3): number | undefined {
  if (limit.eq(0)) return undefined;
  return new Exact(amount).times(100).div(limit).round(1, mode).toNumber();
}
