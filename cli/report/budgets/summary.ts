import Big from "big.js";
import type { BudgetStatus, GetBudgetStatusResult } from "../../../provider/budgets/types.ts";
import { counted } from "../../output/phrases.ts";
import { sourceTitle } from "../query.ts";
import { grouped } from "../table.ts";

/** The status of all budgets of an organization. */
export interface BudgetReport extends GetBudgetStatusResult {
  readonly organization: string;
}

/** `Budgets of organization ... for 2026-11 (UTC)`. */
export function headline({ organization, month }: BudgetReport): string {
  return `Budgets of organization ${organization} for ${month} (UTC)`;
}

/** The source of the cost, and the time up to which it is complete. */
export function sourceLine({ source, dataRefreshedAt }: BudgetReport): string {
  const until = dataRefreshedAt === undefined ? "" : `, complete up to ${dataRefreshedAt}`;
  return `Source: ${sourceTitle("cost", source)}${until}.`;
}

/** `2 of 5 budgets are exceeded, and the forecast of 1 more exceeds its budget.` */
export function resultLine({ budgets }: BudgetReport): string {
  const count = (status: BudgetStatus["status"]) => budgets.filter((each) => each.status === status).length;
  const [exceeded, forecast] = [count("exceeded"), count("forecast")];
  const all = counted(budgets.length, ["budget", "budgets"]);
  if (exceeded > 0) {
    const verb = exceeded === 1 ? "is" : "are";
    const more =
      forecast === 0 ? "" : `, and ${forecast} more ${forecast === 1 ? "is" : "are"} forecast to be`;
    return `${exceeded} of ${all} ${verb} exceeded${more}.`;
  }
  if (forecast > 0) return `${forecast} of ${all} ${forecast === 1 ? "is" : "are"} forecast to be exceeded.`;
  return budgets.length === 1 ? "The budget is not exceeded." : `None of the ${all} is exceeded.`;
}

/** The basis of the forecast, and the cost without a budget. */
export function notes(report: BudgetReport): string[] {
  const { amount, amountWithoutBudget, currency, completeDays } = report;
  const forecast = isOver(report)
    ? "The month is over."
    : completeDays === 0
      ? "There is no forecast until the first day of the month is complete."
      : `The forecast is the cost so far, plus the average of ${counted(completeDays, ["complete day", "complete days"])} for each remaining day.`;
  const without = `Cost of the organization: ${cents(amount)} ${currency}, of which ${cents(amountWithoutBudget)} ${currency} is not in a workspace or tag budget.`;
  return [forecast, without];
}

/** Whether the whole month is complete. */
export function isOver({ startingAt, endingAt, completeDays }: BudgetReport): boolean {
  return Date.parse(startingAt) + completeDays * 86_400_000 >= Date.parse(endingAt);
}

/** An amount rounded to 2 decimals, with thousands separators: `1,234.50`. */
export function cents(amount: string): string {
  const [whole = "", fraction = ""] = new Big(amount).toFixed(2).split(".");
  return `${grouped(whole)}.${fraction}`;
}

/** `12.5%`, or nothing if the budget is 0. */
export function percent(value: number | undefined): string {
  return value === undefined ? "" : `${value.toFixed(1)}%`;
}
