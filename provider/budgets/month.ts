import { bucketLength, floorTo, type Span } from "../api/reports/span.ts";
import { UserError } from "../errors.ts";

/** A month in UTC. */
export interface Month extends Span {
  /** `2026-11`. */
  readonly name: string;
}

/** The problem with the name of a month. Undefined if the name is valid. */
export function problemOfMonth(name: string): string | undefined {
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(name) ? undefined : "must be a month such as `2026-11`";
}

/** The month with a valid name, or the current month. A future month is an error. */
export function monthAt(now: number, name = new Date(now).toISOString().slice(0, 7)): Month {
  const [year = 0, month = 0] = name.split("-").map(Number);
  const from = Date.UTC(year, month - 1);
  if (from > now) {
    throw new UserError(
      `cannot check the budgets: the month ${name} is in the future. Use this month or an earlier one.`,
    );
  }
  return { name, from, to: Date.UTC(year, month) };
}

/** The number of days from the start of the month that end at `until` or before. */
export function daysUntil({ from, to }: Month, until: number): number {
  const day = bucketLength["1d"];
  return Math.max(0, floorTo(Math.min(until, to) - from, day) / day);
}
