import type { Client } from "../client.ts";
import { readBuckets } from "./buckets.ts";
import type { MessagesUsage, MessagesUsageDimension } from "./results.ts";
import { type BucketWidth, type OnRange, type Span, spanTimes } from "./span.ts";
import { MessagesUsageWire, renamed } from "./wire.ts";

/** The dimensions, with their API names. */
export const messagesUsageDimensions = {
  accountId: "account_id",
  apiKeyId: "api_key_id",
  contextWindow: "context_window",
  inferenceGeo: "inference_geo",
  model: "model",
  serviceAccountId: "service_account_id",
  serviceTier: "service_tier",
  speed: "speed",
  workspaceId: "workspace_id",
} as const satisfies Record<MessagesUsageDimension, string>;

/** The filters, with their API names. */
export const messagesUsageFilters = {
  accountIds: "account_ids",
  apiKeyIds: "api_key_ids",
  contextWindows: "context_window",
  inferenceGeos: "inference_geos",
  models: "models",
  serviceAccountIds: "service_account_ids",
  serviceTiers: "service_tiers",
  speeds: "speeds",
  workspaceIds: "workspace_ids",
} as const;

/** A request for Messages API usage. */
export interface MessagesUsageQuery {
  readonly span: Span;
  readonly bucketWidth: BucketWidth;
  readonly groupBy: readonly MessagesUsageDimension[];
  readonly filters: Readonly<
    Partial<Record<keyof typeof messagesUsageFilters, readonly string[] | undefined>>
  >;
  /** The operation in errors, which completes "cannot ...". */
  readonly doing?: string | undefined;
  readonly onRange?: OnRange | undefined;
}

/** The beta that grouping and filtering by speed require. */
const fastModeBeta = "fast-mode-2026-02-01";

/** Reads Messages API usage range by range, oldest first. API: `GET /v1/organizations/usage_report/messages`. */
export async function* readMessagesUsage(
  client: Client,
  { span, bucketWidth, groupBy, filters, doing = "read the Messages API usage", onRange }: MessagesUsageQuery,
): AsyncGenerator<readonly MessagesUsage[]> {
  const bySpeed = groupBy.includes("speed") || filters.speeds !== undefined;
  const report = {
    path: "/v1/organizations/usage_report/messages",
    query: {
      group_by: groupBy.map((dimension) => messagesUsageDimensions[dimension]),
      ...renamed(filters, messagesUsageFilters),
    },
    width: bucketWidth,
    ...(bySpeed ? { betas: [fastModeBeta] } : {}),
    result: MessagesUsageWire,
    doing,
    onRange,
  };
  for await (const buckets of readBuckets(client, report, span)) {
    yield buckets.flatMap((bucket) => bucket.results.map((result) => fromWire(bucket, result)));
  }
}

function fromWire(span: Span, wire: MessagesUsageWire): MessagesUsage {
  return {
    ...spanTimes(span),
    accountId: wire.account_id,
    apiKeyId: wire.api_key_id,
    contextWindow: wire.context_window,
    inferenceGeo: wire.inference_geo,
    model: wire.model,
    serviceAccountId: wire.service_account_id,
    serviceTier: wire.service_tier,
    speed: wire.speed,
    workspaceId: wire.workspace_id,
    uncachedInputTokens: wire.uncached_input_tokens,
    cacheReadInputTokens: wire.cache_read_input_tokens,
    cacheCreation5mInputTokens: wire.cache_creation.ephemeral_5m_input_tokens,
    cacheCreation1hInputTokens: wire.cache_creation.ephemeral_1h_input_tokens,
    outputTokens: wire.output_tokens,
    webSearchRequests: wire.server_tool_use?.web_search_requests ?? 0,
  };
}
