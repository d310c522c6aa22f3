import type { ApiKeyJson } from "../json.ts";
import type { Activity } from "./activity.ts";
import type { Counts, Dimensions } from "./dimensions.ts";
import { noCounts } from "./dimensions.ts";
import { hasGeo } from "./prices.ts";

/** One request for inference that a test records. Without anything, a small request to `claude-sonnet-5-5`. */
export interface KeyUse {
  /** The model, `claude-sonnet-5-5` unless given. */
  model?: string | undefined;
  /** The product, `messages_api` unless given. */
  product?: NonNullable<Dimensions["product"]> | undefined;
  /** The service tier, `standard` unless given. */
  serviceTier?: NonNullable<Dimensions["serviceTier"]> | undefined;
  /** The context window, `0-200k` unless given. */
  contextWindow?: NonNullable<Dimensions["contextWindow"]> | undefined;
  /** The inference region, the workspace's default unless given. */
  inferenceGeo?: NonNullable<Dimensions["inferenceGeo"]> | undefined;
  /** The speed, `standard` unless given. */
  speed?: NonNullable<Dimensions["speed"]> | undefined;
  /** Input tokens that no cache held, 100 unless given. */
  uncachedInputTokens?: number | undefined;
  /** Output tokens, 10 unless given. */
  outputTokens?: number | undefined;
  /** Tokens read from caches. */
  cacheReadInputTokens?: number | undefined;
  /** Tokens written to caches that live five minutes. */
  cacheCreation5mInputTokens?: number | undefined;
  /** Tokens written to caches that live an hour. */
  cacheCreation1hInputTokens?: number | undefined;
  /** Web searches. */
  webSearchRequests?: number | undefined;
}

export function recordUse(activity: Activity, key: ApiKeyJson, at: number, use: KeyUse): void {
  const workspaceId = key.scope.type === "workspace" ? key.scope.workspace_id : activity.defaultWorkspaceId;
  const model = use.model ?? "claude-sonnet-5-5";
  const dimensions: Dimensions = {
    apiKeyId: key.id,
    workspaceId,
    userId: key.principal?.type === "user_actor" ? key.principal.user_id : null,
    serviceAccountId:
      key.principal?.type === "service_account_actor" ? key.principal.service_account_id : null,
    product: use.product ?? "messages_api",
    model,
    serviceTier: use.serviceTier ?? "standard",
    contextWindow: use.contextWindow ?? "0-200k",
    inferenceGeo: use.inferenceGeo ?? (hasGeo(model) ? activity.geoOf(workspaceId) : null),
    speed: use.speed ?? "standard",
  };
  const counts: Counts = {
    ...noCounts(),
    requests: 1,
    uncachedInput: use.uncachedInputTokens ?? 100,
    output: use.outputTokens ?? 10,
    cacheRead: use.cacheReadInputTokens ?? 0,
    cacheWrite5m: use.cacheCreation5mInputTokens ?? 0,
    cacheWrite1h: use.cacheCreation1hInputTokens ?? 0,
    webSearches: use.webSearchRequests ?? 0,
  };
  activity.recorded.push({ at, dimensions, counts });
}
