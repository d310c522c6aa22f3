import type { Client } from "../client.ts";
import { readBuckets } from "./buckets.ts";
import { type BucketWidth, type Span, timeText } from "./span.ts";
import { MessagesUsageWire } from "./wire.ts";

/** The dimensions of `getMessagesUsage`. `accountId` is the user that usage is attributed to. */
export type MessagesUsageDimension =
  | "accountId"
  | "apiKeyId"
  | "contextWindow"
  | "inferenceGeo"
  | "model"
  | "serviceAccountId"
  | "serviceTier"
  | "speed"
  | "workspaceId";

/** The dimensions and the API's names of them. */
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

/** The filters and the API's names of them. */
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

/** Messages API usage of one time bucket and one combination of dimensions. */
export interface MessagesUsage {
  /** The start of the bucket, in RFC 3339 format. */
  startingAt: string;
  /** The end of the bucket, in RFC 3339 format. The bucket does not include it. */
  endingAt: string;
  /** The user that the usage is attributed to, `user_...`. Undefined unless grouped by, and for usage without a user. */
  accountId: string | undefined;
  /** The API key, `apikey_...`. Undefined unless grouped by, and for usage without a key, such as in the Console. */
  apiKeyId: string | undefined;
  /** The context window, `0-200k` or `200k-1M`. Undefined unless grouped by. */
  contextWindow: string | undefined;
  /** The inference region: `global`, `us` or `not_available`. Undefined unless grouped by. */
  inferenceGeo: string | undefined;
  /** The model. Undefined unless grouped by. */
  model: string | undefined;
  /** The service account, `svac_...`. Undefined unless grouped by, and for usage without a service account. */
  serviceAccountId: string | undefined;
  /** The service tier, such as `standard` or `batch`. Undefined unless grouped by. */
  serviceTier: string | undefined;
  /** The speed, `standard` or `fast`. Undefined unless grouped by. */
  speed: string | undefined;
  /** The workspace, `wrkspc_...`. Undefined unless grouped by, and for the default workspace. */
  workspaceId: string | undefined;
  /** Input tokens that were neither read from a cache nor written to one. */
  uncachedInputTokens: number;
  /** Input tokens that were read from a cache. */
  cacheReadInputTokens: number;
  /** Input tokens that were written to a cache for 5 minutes. */
  cacheCreation5mInputTokens: number;
  /** Input tokens that were written to a cache for 1 hour. */
  cacheCreation1hInputTokens: number;
  /** Output tokens. */
  outputTokens: number;
  /** Web searches. */
  webSearchRequests: number;
}

/** A request for Messages API usage. */
export interface MessagesUsageQuery {
  readonly span: Span;
  readonly bucketWidth: BucketWidth;
  readonly groupBy: readonly MessagesUsageDimension[];
  readonly filters: Readonly<
    Partial<Record<keyof typeof messagesUsageFilters, readonly string[] | undefined>>
  >;
}

/** What grouping and filtering by speed need. */
const fastModeBeta = "fast-mode-2026-02-01";

/** Reads Messages API usage range by range, oldest first. API: `GET /v1/organizations/usage_report/messages`. */
export async function* readMessagesUsage(
  client: Client,
  { span, bucketWidth, groupBy, filters }: MessagesUsageQuery,
): AsyncGenerator<readonly MessagesUsage[]> {
  const bySpeed = groupBy.includes("speed") || filters.speeds !== undefined;
  const report = {
    path: "/v1/organizations/usage_report/messages",
    query: {
      group_by: groupBy.map((dimension) => messagesUsageDimensions[dimension]),
      ...Object.fromEntries(
        Object.entries(messagesUsageFilters).map(([name, wire]) => [
          wire,
          filters[name as keyof typeof filters],
        ]),
      ),
    },
    width: bucketWidth,
    ...(bySpeed ? { betas: [fastModeBeta] } : {}),
    result: MessagesUsageWire,
    doing: "read the Messages API usage",
  };
  for await (const buckets of readBuckets(client, report, span)) {
    yield buckets.flatMap((bucket) => bucket.results.map((result) => fromWire(bucket, result)));
  }
}

function fromWire({ from, to }: Span, wire: MessagesUsageWire): MessagesUsage {
  return {
    startingAt: timeText(from),
    endingAt: timeText(to),
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
