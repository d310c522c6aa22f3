import { Money } from "../../../provider/api/reports/money.ts";
import { forecastOf } from "../../../provider/budgets/forecast.ts";
import { daysUntil, type Month, monthAt } from "../../../provider/budgets/month.ts";
import type { Bucket } from "./groups.ts";
import type { PageData } from "./readPage.ts";

/** The expected cost of the current month. */
export interface Forecast {
  readonly month: Month;
  /** The number of complete days that it is based on. */
  readonly completeDays: number;
  /** In currency units, rounded to two decimals. */
  readonly amount: string;
}

/** With fewer days, one weekend or one batch job would dominate the forecast. */
const fewestDays = 7;

/**
 * The same forecast as for budgets: the cost so far, and the average of the complete days for each remaining day. Undefined if the
 * period does not cover the month from its first day to now, or if too few days are complete.
 */
export function monthForecast(
  { daily, period, completeUntil }: Pick<PageData, "daily" | "period" | "completeUntil">,
  days: readonly Bucket[],
): Forecast | undefined {
  const { now, until } = period;
  const month = monthAt(now);
  const completeDays = daysUntil(month, completeUntil);
  const isCovered = daily.span.from <= month.from && (until === undefined || until >= now);
  if (!isCovered || completeDays < fewestDays) return undefined;
  const inMonth = days.filter(({ from }) => from >= month.from && from < month.to);
  const amount = forecastOf(
    {
      used: costOf(inMonth),
      ofCompleteDays: costOf(inMonth.slice(0, completeDays)),
    },
    { month, completeDays, completeUntil },
  );
  return amount === undefined ? undefined : { month, completeDays, amount: amount.toFixed() };
}

function costOf(days: readonly Bucket[]) {
  const sum = new Money();
  for (const { total } of days) sum.add(total);
  return sum.decimal;
}
