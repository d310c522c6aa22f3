import { invalid } from "../errors.ts";
import type { Call } from "../routing.ts";
import { ValidationError } from "../validation.ts";
import { required, timeOf, type Width, widths } from "./buckets.ts";
import { contextWindows, type Dimensions, products, serviceTiers, speeds } from "./dimensions.ts";
import { all, among, idsIn, type Keep } from "./filters.ts";
import { day, floorTo, hour, type Span } from "./time.ts";

const beta = "analytics-usage-cost-2026-08-24";
const earliest = Date.parse("2026-01-01T00:00:00Z");

/** The query parameters of both endpoints. */
export const analyticsParameters = [
  "actor_ids",
  "actor_types",
  "agent_ids",
  "api_key_ids",
  "claude_tag_categories",
  "claude_tag_user_ids",
  "context_windows",
  "deployment_ids",
  "ending_at",
  "environment_ids",
  "exclude_deleted_users",
  "group_by",
  "inference_geos",
  "limit",
  "models",
  "order",
  "order_by",
  "organization_ids",
  "page",
  "products",
  "rbac_group_ids",
  "service_tiers",
  "session_ids",
  "slack_channel_ids",
  "speeds",
  "starting_at",
  "time_bucket_width",
  "user_profile_ids",
  "workspace_ids",
] as const;

/** The dimensions of both endpoints. */
export const analyticsGroups = [
  "actor",
  "actor_type",
  "agent_id",
  "api_key_id",
  "claude_tag_category",
  "claude_tag_user_id",
  "context_window",
  "deployment_id",
  "environment_id",
  "inference_geo",
  "model",
  "organization_id",
  "product",
  "rbac_group_id",
  "service_tier",
  "session_id",
  "slack_channel_id",
  "speed",
  "user_profile_id",
  "workspace_id",
] as const;

/** What the emulator does not record: no usage has a value, so that none passes a filter. */
const unrecorded = [
  "agent_ids",
  "claude_tag_user_ids",
  "deployment_ids",
  "environment_ids",
  "rbac_group_ids",
  "session_ids",
  "slack_channel_ids",
  "user_profile_ids",
] as const;

export type ActorType = "user_actor" | "service_account_actor" | "api_actor";

/** A checked request for rows. */
export interface AnalyticsQuery {
  /** The buckets in order of time, or the whole range; with the span of the usage in each. */
  readonly buckets: readonly { readonly shown: Span; readonly span: Span }[];
  readonly bucketed: boolean;
  readonly groupBy: readonly string[];
  readonly keep: Keep;
  readonly withoutDeletedUsers: boolean;
  readonly ascending: boolean;
  readonly limit: number;
  /** What a cursor belongs to. */
  readonly scope: string;
}

export function analyticsQuery(call: Call, groups: readonly string[]): AnalyticsQuery {
  const { state, query, betas } = call;
  if (!betas.has(beta)) throw invalid(`this endpoint needs the header anthropic-beta: ${beta}`);
  if (state.settings.hipaa_readiness === true) {
    throw invalid("This endpoint is not available to organizations with HIPAA readiness enabled");
  }
  const groupBy = query.someOf("group_by", groups);
  const counted = groupBy.filter((name) => name !== "cost_type" && name !== "token_type");
  if (new Set(counted).size > 5) throw new ValidationError("group_by", "List should have at most 5 items");
  const byGroup = groupBy.includes("rbac_group_id") || query.list("rbac_group_ids").length > 0;
  const byTagUser = groupBy.includes("claude_tag_user_id") || query.list("claude_tag_user_ids").length > 0;
  if (byGroup && byTagUser) throw invalid("claude_tag_user_id cannot be combined with rbac_group_id");
  const withoutDeletedUsers = query.boolean("exclude_deleted_users");
  if (withoutDeletedUsers && !groupBy.includes("actor")) {
    throw new ValidationError("exclude_deleted_users", "Requires group_by[]=actor");
  }
  if (query.list("organization_ids").length > 0) {
    throw new ValidationError("organization_ids", "Requires an API key of a parent organization");
  }
  const width = query.oneOf("time_bucket_width", ["1d", "1h", "1m"]);
  const scope = query.names().filter((name) => name !== "page" && name !== "limit");
  return {
    buckets: bucketsOf(call, width),
    bucketed: width !== undefined,
    groupBy,
    keep: filterOf(call),
    withoutDeletedUsers,
    ascending: query.oneOf("order", ["asc", "desc"]) === "asc",
    limit: query.integer("limit", { min: 1, max: 1000 }) ?? 20,
    scope: JSON.stringify(scope.toSorted().map((name) => [name, query.list(name)])),
  };
}

function bucketsOf({ state, query }: Call, width: Width | undefined): AnalyticsQuery["buckets"] {
  const now = state.clock.milliseconds();
  const start = timeOf(query, "starting_at") ?? required("starting_at");
  if (start < earliest) throw new ValidationError("starting_at", "Input should not be before 2026-01-01");
  if (start < now - 365 * day) {
    throw new ValidationError("starting_at", "Input should be within the last 365 days");
  }
  const given = timeOf(query, "ending_at");
  if (given === undefined && width !== undefined) required("ending_at");
  const end = given ?? Math.max(start, Math.min(now, start + 31 * day));
  if (given !== undefined && given <= start) {
    throw new ValidationError("ending_at", "Input should be after starting_at");
  }
  const most = width === "1m" ? day : 31 * day;
  if (end - start > most) {
    throw new ValidationError(
      "ending_at",
      `The range may span at most ${most === day ? "24 hours" : "31 days"}`,
    );
  }
  if (width === undefined) {
    const whole = { from: floorTo(start, hour), to: floorTo(end, hour) };
    return [{ shown: whole, span: whole }];
  }
  const { length } = widths[width];
  const buckets = [];
  for (let from = floorTo(start, length); from < end; from += length) {
    const to = from + length;
    buckets.push({ shown: { from, to }, span: { from, to: Math.min(to, end) } });
  }
  return buckets;
}

function filterOf(call: Call): Keep {
  const { query } = call;
  const keys = query.listWithEmpty("api_key_ids");
  for (const name of unrecorded) if (query.list(name).length > 0) return () => false;
  const categories = ["engaged", "proactive", "scheduled", "monitoring", "dm"] as const;
  if (query.someOf("claude_tag_categories", categories).length > 0) return () => false;
  return all([
    among(query.list("actor_ids"), actorIdOf),
    among(
      query.someOf("actor_types", ["api_actor", "federated_actor", "service_account_actor", "user_actor"]),
      actorTypeOf,
    ),
    // An empty entry stands for usage without a key.
    keys.length === 0 ? undefined : ({ apiKeyId }) => keys.includes(apiKeyId ?? ""),
    among(query.someOf("context_windows", contextWindows), ({ contextWindow }) => contextWindow),
    among(
      query.someOf("inference_geos", ["global", "us", "not_available"]),
      ({ inferenceGeo }) => inferenceGeo ?? "not_available",
    ),
    among(query.list("models"), ({ model }) => model),
    among(query.someOf("products", products), ({ product }) => product),
    among(query.someOf("service_tiers", serviceTiers), ({ serviceTier }) => serviceTier),
    among(query.someOf("speeds", speeds), ({ speed }) => speed),
    among(idsIn(call, "workspace_ids", "workspace_id"), ({ workspaceId }) => workspaceId),
  ]);
}

/** The user if there is one, else the service account, else the key. */
export function actorIdOf({ userId, serviceAccountId, apiKeyId }: Dimensions): string | null {
  return userId ?? serviceAccountId ?? apiKeyId;
}

export function actorTypeOf({ userId, serviceAccountId, apiKeyId }: Dimensions): ActorType | null {
  if (userId !== null) return "user_actor";
  if (serviceAccountId !== null) return "service_account_actor";
  return apiKeyId === null ? null : "api_actor";
}
