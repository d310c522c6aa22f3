import type { z } from "zod";
import type { Client } from "../client.ts";
import { type AnalyticsQuery, groupKey, readAnalytics } from "./analytics.ts";
import type { AnalyticsRow, CostAnalyticsDimension } from "./results.ts";
import { type Span, spanTimes } from "./span.ts";
import type { AnalyticsGroupWire, AnalyticsRowWire } from "./wire.ts";

/** The rows of a span of any length. */
export interface AnalyticsReport<T> {
  readonly rows: T[];
  readonly refreshedAt: string | undefined;
}

/** An endpoint of the Analytics API. */
export interface AnalyticsEndpoint<W extends AnalyticsRowWire, T extends AnalyticsRow> {
  readonly name: "usage" | "cost";
  readonly schema: z.ZodType<W>;
  /** Adds the metrics to the dimensions of a row. */
  readonly rowOf: (wire: W, dimensions: AnalyticsRow) => T;
  /** Rows with the same dimensions are added up only if they have the same unit. */
  readonly unit: (row: T) => string;
  readonly sumOf: (one: T, other: T) => T;
  /** The order of rows for the whole span. */
  readonly compare: (one: T, other: T) => number;
}

/**
 * Reads the rows of a span of any length. Without a bucket width, the rows of all ranges are added up, so that each combination of
 * dimensions has one row.
 */
export async function readAnalyticsRows<W extends AnalyticsRowWire, T extends AnalyticsRow>(
  client: Client,
  { name, schema, rowOf, unit, sumOf, compare }: AnalyticsEndpoint<W, T>,
  query: AnalyticsQuery<CostAnalyticsDimension>,
): Promise<AnalyticsReport<T>> {
  const whole = query.bucketWidth === undefined ? query.span : undefined;
  const rows = new Map<string, T>();
  let refreshedAt: string | undefined;
  for await (const range of readAnalytics(client, name, schema, query)) {
    refreshedAt = range.refreshedAt;
    for (const wire of range.rows) {
      const span = whole ?? { from: Date.parse(wire.starting_at), to: Date.parse(wire.ending_at) };
      const row = rowOf(wire, dimensionsOf(span, wire.group));
      const key = whole === undefined ? String(rows.size) : `${unit(row)} ${groupKey(wire.group)}`;
      const sum = rows.get(key);
      rows.set(key, sum === undefined ? row : sumOf(sum, row));
    }
  }
  const all = [...rows.values()];
  // The API sorts the rows of a range, but not their sums.
  return { rows: whole === undefined ? all : all.sort(compare), refreshedAt };
}

function dimensionsOf(span: Span, group: AnalyticsGroupWire): AnalyticsRow {
  const { actor } = group;
  return {
    ...spanTimes(span),
    actor:
      actor === null || actor === undefined
        ? undefined
        : {
            type: actor.type,
            userId: actor.user_id,
            email: actor.email_address?.toLowerCase(),
            name: actor.name,
            deleted: actor.deleted ?? false,
            serviceAccountId: actor.service_account_id,
            apiKeyId: actor.api_key_id,
            subject: actor.subject,
          },
    actorType: group.actor_type,
    agentId: group.agent_id,
    apiKeyId: group.api_key_id,
    claudeTagCategory: group.claude_tag_category,
    claudeTagUserId: group.claude_tag_user_id,
    contextWindow: group.context_window,
    deploymentId: group.deployment_id,
    environmentId: group.environment_id,
    inferenceGeo: group.inference_geo,
    model: group.model,
    organizationId: group.organization_id,
    product: group.product,
    rbacGroupId: group.rbac_group_id,
    serviceTier: group.service_tier,
    sessionId: group.session_id,
    slackChannelId: group.slack_channel_id,
    speed: group.speed,
    userProfileId: group.user_profile_id,
    workspaceId: group.workspace_id,
  };
}
