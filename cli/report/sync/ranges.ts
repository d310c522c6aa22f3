import {
  type BucketWidth,
  bucketLength,
  ceilTo,
  floorTo,
  rangesOf,
  type Span,
} from "../../../provider/api/reports/span.ts";
import type { ReportName } from "../query.ts";

/** Usage and cost can arrive late. Rows are final this long after the end of their day or hour. */
export const settlingMs = bucketLength["1d"];

/** The length of the ranges that are read and stored one after the other, as the APIs allow. */
export function rangeLength(report: ReportName, width: BucketWidth): number {
  if (report === "claude-code") return bucketLength["1d"];
  return width === "1h" ? 168 * bucketLength["1h"] : 31 * bucketLength["1d"];
}

/** The ranges of a run. */
export interface Plan {
  readonly ranges: readonly Span[];
  /** Whether the last range ends now, in a bucket that has not ended. */
  readonly endsNow: boolean;
}

/**
 * The ranges from the end of the final rows. `until` is the end from the options. The file does not lose rows that it already
 * has, up to `readTo`.
 */
export function planOf(
  { finalTo, readTo }: { readonly finalTo: number; readonly readTo: number },
  { until, now }: { readonly until: number | undefined; readonly now: number },
  { report, width }: { readonly report: ReportName; readonly width: BucketWidth },
): Plan {
  const wanted = until === undefined ? now : ceilTo(until, bucketLength[width]);
  const end = Math.max(wanted, readTo);
  const endsNow = end >= now;
  return {
    ranges: rangesOf({ from: finalTo, to: endsNow ? now : end }, rangeLength(report, width)),
    endsNow,
  };
}

/** The end of the rows of a range that can no longer change. `refreshedAt` is the time up to which the source is complete. */
export function finalEnd({ from, to }: Span, width: BucketWidth, now: number, refreshedAt = now): number {
  // An invalid time proves nothing.
  const complete = Number.isNaN(refreshedAt) ? from : Math.min(now, refreshedAt);
  const end = floorTo(complete - settlingMs, bucketLength[width]);
  return Math.min(Math.max(end, from), to);
}
