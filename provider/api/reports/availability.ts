import { ApiError, type Reason } from "../apiError.ts";
import { analyticsBegin, analyticsReach } from "./analytics.ts";
import { bucketLength, dateText, floorTo, timeText } from "./span.ts";

const unavailable: ReadonlySet<Reason> = new Set<Reason>(["invalid", "forbidden", "not_found"]);

/** Whether an error means that the Analytics API is not available to the organization or key. Other errors do not cause a fallback. */
export function isAnalyticsUnavailable(error: unknown): error is ApiError {
  return error instanceof ApiError && unavailable.has(error.reason);
}

/** The reason why the Analytics API has no data from a given time on. Undefined if it has. Times are in milliseconds since the epoch. */
export function analyticsLimitation(from: number, now: number): string | undefined {
  if (floorTo(from, bucketLength["1d"]) >= Math.max(analyticsBegin, now - analyticsReach)) return undefined;
  const since = timeText(from).replace("T00:00:00Z", "");
  return `cannot read the Analytics API from ${since}: its data begins at ${dateText(analyticsBegin)} and covers the last 365 days.`;
}
