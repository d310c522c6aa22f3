import { analyticsBegin, analyticsReach } from "../../provider/api/reports/analytics.ts";
import { bucketLength, ceilTo, floorTo, type Span } from "../../provider/api/reports/span.ts";

/** The API that the usage of keys is read from. */
export type UsageSource = "analytics" | "legacy";

const day = bucketLength["1d"];
const rangeDays = 31;

/** The earliest day that a source is read from, in milliseconds since the epoch. */
export function earliestDay(source: UsageSource, now: number, lookBack: number): number {
  if (source === "legacy") return floorTo(now - lookBack, day);
  // The API rejects a start that is more than 365 days ago.
  return Math.max(analyticsBegin, ceilTo(now - Math.min(lookBack, analyticsReach), day));
}

/** The ranges of whole days from now back to `earliest`, newest first. The first one has `firstDays` days, including today. */
export function rangesBack(now: number, earliest: number, firstDays = rangeDays): Span[] {
  const ranges: Span[] = [];
  // The server's time can be up to a second early, and the current second is included.
  let to = ceilTo(now + 1000, 1000);
  let days = firstDays;
  while (to > earliest) {
    const from = Math.max(earliest, floorTo(to - 1, day) - (days - 1) * day);
    ranges.push({ from, to });
    to = from;
    days = rangeDays;
  }
  return ranges;
}
