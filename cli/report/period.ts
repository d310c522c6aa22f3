import { bucketLength, ceilTo, timeText } from "../../provider/api/reports/span.ts";
import { UserError } from "../../provider/errors.ts";
import { reportShape } from "../../provider/functions/reportArgs.ts";

/** The options of `pulumi-anthropic report` that determine the period. */
export interface PeriodOptions {
  readonly since?: string;
  readonly until?: string;
  readonly last?: string;
}

/** The period of a report before it is rounded to whole buckets, in milliseconds since the epoch. */
export interface Period {
  readonly from: number;
  /** Undefined for a period that ends now. */
  readonly until: number | undefined;
  /** The server's time. */
  readonly now: number;
}

/** Determines the period once the time is known. */
export type PeriodAt = (now: number) => Period;

const defaultLast = "30d";
const { "1d": day, "1h": hour } = bucketLength;
const units: Readonly<Record<string, number>> = { h: hour, d: day, w: 7 * day };

/** Validates the options. Sends no request. `doing` completes "cannot ..." in errors. */
export function periodOf(doing: string, { since, until, last }: PeriodOptions): PeriodAt {
  if (since !== undefined && last !== undefined) {
    throw new UserError(
      `cannot ${doing}: \`--since\` and \`--last\` cannot be used together. Omit one of them.`,
    );
  }
  const start = timeOf(doing, "--since", since);
  const end = timeOf(doing, "--until", until);
  const back = lengthOf(doing, last ?? defaultLast);
  return (now) => {
    const from = start ?? startOf(end ?? now, back);
    if (end === undefined && from >= now) {
      throw new UserError(`cannot ${doing}: \`--since\` must not be in the future.`);
    }
    if (end !== undefined && end <= from) {
      throw new UserError(`cannot ${doing}: \`--until\` must be after \`--since\`.`);
    }
    return { from, until: end, now };
  };
}

function timeOf(doing: string, option: string, value: string | undefined): number | undefined {
  const parsed = reportShape.endingAt.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError(`cannot ${doing}: \`${option}\` ${parsed.error.issues[0]?.message}.`);
}

interface Length {
  readonly milliseconds: number;
  readonly wholeDays: boolean;
}

function lengthOf(doing: string, last: string): Length {
  const [, count, unit = ""] = /^([1-9]\d{0,3})([hdw])$/.exec(last.trim()) ?? [];
  const length = units[unit];
  if (count !== undefined && length !== undefined) {
    return { milliseconds: Number(count) * length, wholeDays: unit !== "h" };
  }
  throw new UserError(
    `cannot ${doing}: \`--last\` must be a number of hours, days or weeks, such as 24h, 30d or 4w.`,
  );
}

/** The start of a period. Hours are counted back from the end. Days are whole days in UTC, and the last one contains the end. */
function startOf(end: number, { milliseconds, wholeDays }: Length): number {
  return (wholeDays ? ceilTo(end, day) : end) - milliseconds;
}

/** `2026-11-01` for midnight, else the time in RFC 3339 format. */
export function shortTime(moment: number): string {
  return timeText(moment).replace("T00:00:00Z", "");
}
