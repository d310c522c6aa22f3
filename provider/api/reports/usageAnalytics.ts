import type { Client } from "../client.ts";
import { type AnalyticsQuery, groupKey, readAnalytics, rowOf } from "./analytics.ts";
import type { UsageAnalytics } from "./results.ts";
import { UsageRowWire } from "./wire.ts";

/** Usage of a span. */
export interface UsageAnalyticsReport {
  readonly rows: UsageAnalytics[];
  readonly refreshedAt: string | undefined;
}

/**
 * Reads usage of any span. Without a bucket width, the rows of all ranges are added up, so that a combination of dimensions has
 * one row. API: `GET /v1/organizations/analytics/usage`.
 */
export async function readUsageAnalytics(
  client: Client,
  query: AnalyticsQuery,
): Promise<UsageAnalyticsReport> {
  const rows = new Map<string, UsageAnalytics>();
  let refreshedAt: string | undefined;
  for await (const range of readAnalytics(client, "usage", UsageRowWire, query)) {
    refreshedAt = range.refreshedAt;
    for (const wire of range.rows) {
      const row = fromWire(wire, query);
      const key = query.bucketWidth === undefined ? groupKey(wire.group) : String(rows.size);
      const sum = rows.get(key);
      rows.set(key, sum === undefined ? row : sumOf(sum, row));
    }
  }
  const all = [...rows.values()];
  // The API sorts the rows of a range, but not their sums.
  if (query.bucketWidth === undefined) all.sort((one, other) => other.totalTokens - one.totalTokens);
  return { rows: all, refreshedAt };
}

function fromWire(wire: UsageRowWire, { bucketWidth, span }: AnalyticsQuery): UsageAnalytics {
  const { usage } = wire;
  const bucket = { from: Date.parse(wire.starting_at), to: Date.parse(wire.ending_at) };
  return {
    ...rowOf(bucketWidth === undefined ? span : bucket, wire.group),
    requests: usage.requests ?? undefined,
    totalTokens: usage.total_tokens,
    uncachedInputTokens: usage.uncached_input_tokens,
    cacheReadInputTokens: usage.cache_read_input_tokens,
    cacheCreation5mInputTokens: usage.cache_creation.ephemeral_5m_input_tokens,
    cacheCreation1hInputTokens: usage.cache_creation.ephemeral_1h_input_tokens,
    outputTokens: usage.output_tokens,
    webSearchRequests: usage.server_tool_use.web_search_requests,
  };
}

function sumOf(a: UsageAnalytics, b: UsageAnalytics): UsageAnalytics {
  return {
    ...a,
    requests: a.requests === undefined || b.requests === undefined ? undefined : a.requests + b.requests,
    totalTokens: a.totalTokens + b.totalTokens,
    uncachedInputTokens: a.uncachedInputTokens + b.uncachedInputTokens,
    cacheReadInputTokens: a.cacheReadInputTokens + b.cacheReadInputTokens,
    cacheCreation5mInputTokens: a.cacheCreation5mInputTokens + b.cacheCreation5mInputTokens,
    cacheCreation1hInputTokens: a.cacheCreation1hInputTokens + b.cacheCreation1hInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    webSearchRequests: a.webSearchRequests + b.webSearchRequests,
  };
}
