import type { Query } from "../query.ts";
import type { ReportPageJson } from "../reportsJson.ts";
import type { Call } from "../routing.ts";
import { check, timestampText, ValidationError } from "../validation.ts";
import { day, floorTo, hour, minute, type Span, secondsText } from "./time.ts";

/** How long a bucket is, and how many come on a page: usually, and at most. */
export const widths = {
  "1d": { length: day, usual: 7, most: 31 },
  "1h": { length: hour, usual: 24, most: 168 },
  "1m": { length: minute, usual: 60, most: 1440 },
} as const;

export type Width = keyof typeof widths;

/** A bucket as it is answered. */
interface Bucket<R> {
  starting_at: string;
  ending_at: string;
  results: R[];
}

/** One page of buckets, oldest first, the empty ones included. */
export function bucketPage<R>(
  { state, query }: Call,
  width: Width,
  resultsOf: (span: Span) => R[],
): ReportPageJson<Bucket<R>> {
  const { length, usual, most } = widths[width];
  const limit = query.integer("limit", { min: 1, max: most }) ?? usual;
  const start = floorTo(timeOf(query, "starting_at") ?? required("starting_at"), length);
  const givenEnd = timeOf(query, "ending_at");
  const end = givenEnd ?? state.clock.milliseconds();
  if (givenEnd !== undefined && givenEnd <= start) {
    throw new ValidationError("ending_at", "Input should be after starting_at");
  }
  const data: Bucket<R>[] = [];
  let moment = pageStart(query, length) ?? start;
  for (; moment < end && data.length < limit; moment += length) {
    data.push({
      starting_at: secondsText(moment),
      ending_at: secondsText(moment + length),
      results: resultsOf({ from: moment, to: Math.min(moment + length, end) }),
    });
  }
  return { data, has_more: moment < end, next_page: moment < end ? tokenOf(moment) : null };
}

export function timeOf(query: Query, name: string): number | undefined {
  const given = query.text(name);
  return given === undefined ? undefined : Date.parse(check(timestampText, given, name));
}

export function required(name: string): never {
  throw new ValidationError(name, "Field required");
}

function tokenOf(moment: number): string {
  return `page_${Buffer.from(secondsText(moment)).toString("base64url")}`;
}

function pageStart(query: Query, length: number): number | undefined {
  const token = query.text("page");
  if (token === undefined) return undefined;
  const moment = Date.parse(Buffer.from(token.replace(/^page_/, ""), "base64url").toString("utf8"));
  if (!token.startsWith("page_") || Number.isNaN(moment) || moment % length !== 0) {
    throw new ValidationError("page", "Input should be the next_page of an earlier response");
  }
  return moment;
}
