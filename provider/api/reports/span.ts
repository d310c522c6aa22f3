/** The length of a time bucket. */
export type BucketWidth = "1d" | "1h" | "1m";

/** A span of time in milliseconds since the epoch. The end is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const bucketLength: Readonly<Record<BucketWidth, number>> = { "1d": day, "1h": hour, "1m": minute };

/** The maximum number of buckets on a page of a bucketed report. */
export const maxBuckets: Readonly<Record<BucketWidth, number>> = { "1d": 31, "1h": 168, "1m": 1440 };

/** The longest range that the Analytics API accepts, by bucket width. */
export function maxAnalyticsRange(width: BucketWidth | undefined): number {
  return width === "1m" ? day : 31 * day;
}

/** Called after each range that was read, with its end. */
export type OnRange = (end: number) => void;

/** Splits a span into ranges of at most `length`, oldest first. */
export function rangesOf({ from, to }: Span, length: number): Span[] {
  const ranges: Span[] = [];
  for (let start = from; start < to; start += length) {
    ranges.push({ from: start, to: Math.min(start + length, to) });
  }
  return ranges;
}

/** Whether a range begins after the server's time, if that is known. Such a range is not requested. */
export function isFuture({ from }: Span, now: Date | undefined): boolean {
  return now !== undefined && from > now.getTime();
}

export function floorTo(moment: number, length: number): number {
  return Math.floor(moment / length) * length;
}

export function ceilTo(moment: number, length: number): number {
  return Math.ceil(moment / length) * length;
}

/** RFC 3339 in UTC, in whole seconds. */
export function timeText(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+Z$/, "Z");
}

/** The date in UTC: `2026-11-01`. */
export function dateText(moment: number): string {
  return timeText(moment).slice(0, 10);
}

/** The start and the end of a span, as properties of rows and results. */
export function spanTimes({ from, to }: Span) {
  return { startingAt: timeText(from), endingAt: timeText(to) };
}
