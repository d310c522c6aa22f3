import type { z } from "zod";
import type { Client } from "../client.ts";
import { readRange } from "./pages.ts";
import type { CostAnalyticsDimension, UsageAnalyticsDimension } from "./results.ts";
import {
  type BucketWidth,
  bucketLength,
  floorTo,
  isFuture,
  maxAnalyticsRange,
  type OnRange,
  rangesOf,
  type Span,
  timeText,
} from "./span.ts";
import { type AnalyticsGroupWire, type AnalyticsRowWire, renamed } from "./wire.ts";

/** The dimensions of both endpoints, with their API names. */
export const usageAnalyticsDimensions = {
  actor: "actor",
  actorType: "actor_type",
  agentId: "agent_id",
  apiKeyId: "api_key_id",
  claudeTagCategory: "claude_tag_category",
  claudeTagUserId: "claude_tag_user_id",
  contextWindow: "context_window",
  deploymentId: "deployment_id",
  environmentId: "environment_id",
  inferenceGeo: "inference_geo",
  model: "model",
  organizationId: "organization_id",
  product: "product",
  rbacGroupId: "rbac_group_id",
  serviceTier: "service_tier",
  sessionId: "session_id",
  slackChannelId: "slack_channel_id",
  speed: "speed",
  userProfileId: "user_profile_id",
  workspaceId: "workspace_id",
} as const satisfies Record<UsageAnalyticsDimension, string>;

export const costAnalyticsDimensions = {
  ...usageAnalyticsDimensions,
  costType: "cost_type",
  tokenType: "token_type",
} as const satisfies Record<CostAnalyticsDimension, string>;

/** The dimensions that do not count toward the maximum of 5. */
export const componentDimensions: readonly CostAnalyticsDimension[] = ["costType", "tokenType"];

/** The filters of both endpoints, with their API names. */
export const analyticsFilters = {
  actorIds: "actor_ids",
  actorTypes: "actor_types",
  agentIds: "agent_ids",
  apiKeyIds: "api_key_ids",
  claudeTagCategories: "claude_tag_categories",
  claudeTagUserIds: "claude_tag_user_ids",
  contextWindows: "context_windows",
  deploymentIds: "deployment_ids",
  environmentIds: "environment_ids",
  inferenceGeos: "inference_geos",
  models: "models",
  organizationIds: "organization_ids",
  products: "products",
  rbacGroupIds: "rbac_group_ids",
  serviceTiers: "service_tiers",
  sessionIds: "session_ids",
  slackChannelIds: "slack_channel_ids",
  speeds: "speeds",
  userProfileIds: "user_profile_ids",
  workspaceIds: "workspace_ids",
} as const;

/** The start of the data of the Analytics API. */
export const analyticsBegin = Date.parse("2026-01-01T00:00:00Z");

/** How far back the data of the Analytics API goes, in milliseconds. */
export const analyticsReach = 365 * bucketLength["1d"];

/** A request to the Analytics API. */
export interface AnalyticsQuery<Dimension extends string = UsageAnalyticsDimension> {
  readonly span: Span;
  /** If undefined, each combination of dimensions has one row for the whole span. */
  readonly bucketWidth: BucketWidth | undefined;
  readonly groupBy: readonly Dimension[];
  readonly filters: Readonly<Partial<Record<keyof typeof analyticsFilters, readonly string[] | undefined>>>;
  readonly excludeDeletedUsers?: boolean | undefined;
  readonly onRange?: OnRange | undefined;
}

/** The rows of one range. */
export interface AnalyticsRange<T> {
  readonly rows: readonly T[];
  readonly refreshedAt: string | undefined;
  readonly requestId: string | undefined;
}

/** The beta that both endpoints need. */
export const analyticsBeta = "analytics-usage-cost-2026-08-24";

/** Reads rows of the Analytics API range by range, oldest first. */
export async function* readAnalytics<T extends AnalyticsRowWire>(
  client: Client,
  endpoint: "usage" | "cost",
  item: z.ZodType<T>,
  query: AnalyticsQuery<CostAnalyticsDimension>,
): AsyncGenerator<AnalyticsRange<T>> {
  const { bucketWidth, groupBy, filters, excludeDeletedUsers } = query;
  // Without buckets, the API rounds to whole hours.
  const from = floorTo(query.span.from, bucketLength[bucketWidth ?? "1h"]);
  let now: Date | undefined;
  for (const range of rangesOf({ from, to: query.span.to }, maxAnalyticsRange(bucketWidth))) {
    if (isFuture(range, now)) return;
    const { items, date, refreshedAt, requestId } = await readRange(client, {
      path: `/v1/organizations/analytics/${endpoint}`,
      query: {
        starting_at: timeText(range.from),
        ending_at: timeText(range.to),
        time_bucket_width: bucketWidth,
        group_by: groupBy.map((dimension) => costAnalyticsDimensions[dimension]),
        ...renamed(filters, analyticsFilters),
        exclude_deleted_users: excludeDeletedUsers,
        // The default order is by metric, which changes while usage arrives. Rows would then move between pages.
        ...(bucketWidth === undefined ? {} : { order_by: "time", order: "asc" }),
      },
      limit: 1000,
      betas: [analyticsBeta],
      item,
      identity: (row) => identityOf(row, groupBy),
      doing: `read the ${endpoint} analytics`,
    });
    now = date;
    query.onRange?.(range.to);
    yield { rows: items, refreshedAt, requestId };
  }
}

/** Identifies a row. Undefined for actors without a name in the API, because several of them can have a row each. */
function identityOf(row: AnalyticsRowWire, groupBy: readonly CostAnalyticsDimension[]): string | undefined {
  const actor = row.group.actor ?? undefined;
  const nameless = actor === undefined || (actor.type === "federated_actor" && actor.subject === undefined);
  if (groupBy.includes("actor") && nameless) return undefined;
  return `${Date.parse(row.starting_at)} ${groupKey(row.group)}`;
}

/** A key that is equal for rows with the same dimensions. */
export function groupKey(group: AnalyticsGroupWire): string {
  return JSON.stringify(group);
}
