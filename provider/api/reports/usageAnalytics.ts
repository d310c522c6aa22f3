import type { Client } from "../client.ts";
import type { AnalyticsQuery } from "./analytics.ts";
import { type AnalyticsEndpoint, type AnalyticsReport, readAnalyticsRows } from "./analyticsRows.ts";
import type { UsageAnalytics } from "./results.ts";
import { UsageRowWire } from "./wire.ts";

/** Reads usage of any span. API: `GET /v1/organizations/analytics/usage`. */
export function readUsageAnalytics(
  client: Client,
  query: AnalyticsQuery,
): Promise<AnalyticsReport<UsageAnalytics>> {
  return readAnalyticsRows(client, endpoint, query);
}

const endpoint: AnalyticsEndpoint<UsageRowWire, UsageAnalytics> = {
  name: "usage",
  schema: UsageRowWire,
  rowOf: ({ usage }, dimensions) => ({
    ...dimensions,
    requests: usage.requests ?? undefined,
    totalTokens: usage.total_tokens,
    uncachedInputTokens: usage.uncached_input_tokens,
    cacheReadInputTokens: usage.cache_read_input_tokens,
    cacheCreation5mInputTokens: usage.cache_creation.ephemeral_5m_input_tokens,
    cacheCreation1hInputTokens: usage.cache_creation.ephemeral_1h_input_tokens,
    outputTokens: usage.output_tokens,
    webSearchRequests: usage.server_tool_use.web_search_requests,
  }),
  unit: () => "tokens",
  sumOf,
  compare: (one, other) => other.totalTokens - one.totalTokens,
};

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
