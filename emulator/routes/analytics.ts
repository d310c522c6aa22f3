import type {
  AnalyticsActorJson,
  AnalyticsCostJson,
  AnalyticsGroupJson,
  AnalyticsPageJson,
  AnalyticsUsageJson,
} from "../reportsJson.ts";
import type { Call, Route } from "../routing.ts";
import type { OrganizationState } from "../state/organization.ts";
import {
  type AnalyticsQuery,
  actorTypeOf,
  analyticsGroups,
  analyticsParameters,
  analyticsQuery,
} from "../usage/analyticsQuery.ts";
import { type Dimensions, groupUsage, sumOf, type Usage } from "../usage/dimensions.ts";
import { type CostLine, centsText, costLines, discounted, listCost } from "../usage/prices.ts";
import { pageOf } from "../usage/rows.ts";
import { floorTo, minute, secondsText } from "../usage/time.ts";
import { discountOf, usageOf } from "../usage/usage.ts";

export const analyticsRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/organizations/analytics/usage",
    query: analyticsParameters,
    handle: reportUsage,
  },
  {
    method: "GET",
    path: "/v1/organizations/analytics/cost",
    query: analyticsParameters,
    handle: reportCost,
  },
];

/** The rows of one bucket and one combination of dimensions, and what they are ranked by. */
interface Ranked<R> {
  readonly bucket: number;
  readonly rank: bigint;
  readonly rows: readonly R[];
}

interface Group {
  readonly period: { starting_at: string; ending_at: string };
  readonly bucket: number;
  readonly group: AnalyticsGroupJson;
  readonly usage: readonly Usage[];
}

function reportUsage(call: Call): AnalyticsPageJson<AnalyticsUsageJson> {
  const query = analyticsQuery(call, analyticsGroups);
  const orderBy = call.query.oneOf("order_by", [
    "total_tokens",
    "output_tokens",
    "requests",
    "time",
    "uncached_input_tokens",
  ]);
  const ranked = groupsOf(call.state, query).map(({ period, bucket, group, usage }) => {
    const counts = sumOf(usage);
    const { uncachedInput, output, cacheRead, cacheWrite5m, cacheWrite1h } = counts;
    const metrics = {
      cache_creation: { ephemeral_1h_input_tokens: cacheWrite1h, ephemeral_5m_input_tokens: cacheWrite5m },
      cache_read_input_tokens: cacheRead,
      output_tokens: output,
      requests: counts.requests,
      server_tool_use: { web_search_requests: counts.webSearches },
      total_tokens: uncachedInput + output + cacheRead + cacheWrite5m + cacheWrite1h,
      uncached_input_tokens: uncachedInput,
    };
    const rank = BigInt(metrics[orderBy === undefined || orderBy === "time" ? "total_tokens" : orderBy]);
    return { bucket, rank, rows: [{ ...period, group, usage: metrics }] };
  });
  return answered(call, query, ranked, orderBy === "time");
}

function reportCost(call: Call): AnalyticsPageJson<AnalyticsCostJson> {
  const query = analyticsQuery(call, [...analyticsGroups, "cost_type", "token_type"]);
  const orderBy = call.query.oneOf("order_by", ["amount", "list_amount", "time"]);
  const percent = discountOf(call.state);
  const byType = query.groupBy.includes("cost_type");
  const byToken = query.groupBy.includes("token_type");
  const ranked = groupsOf(call.state, query).flatMap(({ period, bucket, group, usage }) => {
    const rank = listCost(usage);
    const row = (line: Pick<CostLine, "amount"> & Partial<CostLine>, requests: number | null) => ({
      ...period,
      group: { ...group, cost_type: line.costType ?? null, token_type: line.tokenType ?? null },
      cost: {
        amount: centsText(discounted(line.amount, percent)),
        currency: "USD" as const,
        list_amount: centsText(line.amount),
        requests,
      },
    });
    const rows =
      byType || byToken
        ? components(usage, byType, byToken).map((line) => row(line, null))
        : [row({ amount: rank }, sumOf(usage).requests)];
    return rank === 0n ? [] : [{ bucket, rank, rows }];
  });
  return answered(call, query, ranked, orderBy === "time");
}

/** The cost by component: by token type only tokens, else the other types as well. */
function components(usage: readonly Usage[], byType: boolean, byToken: boolean): CostLine[] {
  const sums = new Map<string, CostLine>();
  for (const line of usage.flatMap(costLines)) {
    if (!byType && line.costType !== "tokens") continue;
    const tokenType = byToken ? line.tokenType : null;
    const key = `${line.costType} ${tokenType}`;
    const amount = (sums.get(key)?.amount ?? 0n) + line.amount;
    sums.set(key, { costType: line.costType, tokenType, amount });
  }
  return [...sums.values()];
}

function groupsOf(state: OrganizationState, query: AnalyticsQuery): Group[] {
  const read = usageOf(state, query.keep);
  return query.buckets.flatMap(({ shown, span }, bucket) => {
    const period = { starting_at: secondsText(shown.from), ending_at: secondsText(shown.to) };
    const usage = read(span);
    return groupUsage(usage, (one) => JSON.stringify(groupOf(state, query, one)))
      .map((of) => ({ period, bucket, group: groupOf(state, query, of[0]?.dimensions), usage: of }))
      .filter(
        ({ group: { actor } }) =>
          !query.withoutDeletedUsers || actor?.type !== "user_actor" || !actor.deleted,
      );
  });
}

/** Fan-out rows do not count toward the limit, so a page is made of groups. */
function answered<R>(
  { state, query }: Call,
  { bucketed, ascending, limit, scope }: AnalyticsQuery,
  ranked: readonly Ranked<R>[],
  byTime: boolean,
): AnalyticsPageJson<R> {
  const direction = ascending ? 1 : -1;
  const byRank = (a: Ranked<R>, b: Ranked<R>): number => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0);
  const sorted =
    byTime && bucketed
      ? ranked.toSorted((a, b) => direction * (a.bucket - b.bucket) || -byRank(a, b))
      : ranked.toSorted((a, b) => direction * byRank(a, b));
  const page = pageOf(query, sorted, limit, scope);
  return {
    ...page,
    data: page.data.flatMap(({ rows }) => rows),
    data_refreshed_at: secondsText(floorTo(state.clock.milliseconds(), minute)),
  };
}

function groupOf(
  state: OrganizationState,
  { groupBy }: AnalyticsQuery,
  dimensions: Dimensions | undefined,
): AnalyticsGroupJson {
  const group: AnalyticsGroupJson = {
    actor: null,
    actor_type: null,
    agent_id: null,
    api_key_id: null,
    claude_tag_category: null,
    claude_tag_user_id: null,
    context_window: null,
    deployment_id: null,
    environment_id: null,
    inference_geo: null,
    model: null,
    organization_id: null,
    product: null,
    rbac_group_id: null,
    service_tier: null,
    session_id: null,
    slack_channel_id: null,
    speed: null,
    user_profile_id: null,
    workspace_id: null,
  };
  if (dimensions === undefined) return group;
  const recorded: Partial<AnalyticsGroupJson> = {
    actor: groupBy.includes("actor") ? actorOf(state, dimensions) : null,
    actor_type: actorTypeOf(dimensions),
    api_key_id: dimensions.apiKeyId,
    context_window: dimensions.contextWindow,
    inference_geo: dimensions.inferenceGeo,
    model: dimensions.model,
    product: dimensions.product,
    service_tier: dimensions.serviceTier,
    speed: dimensions.speed,
    workspace_id: dimensions.workspaceId,
  };
  const wanted = Object.entries(recorded).filter(([name]) => groupBy.includes(name));
  return Object.assign(group, Object.fromEntries(wanted));
}

function actorOf(state: OrganizationState, dimensions: Dimensions): AnalyticsActorJson | null {
  const { userId, serviceAccountId, apiKeyId } = dimensions;
  if (userId !== null) {
    const known = state.activity.user(userId);
    return {
      type: "user_actor",
      user_id: userId,
      email_address: known?.user.email ?? null,
      name: known?.user.name ?? null,
      deleted: known?.removed ?? true,
    };
  }
  if (serviceAccountId !== null)
    return { type: "service_account_actor", service_account_id: serviceAccountId };
  return apiKeyId === null ? null : { type: "api_actor", api_key_id: apiKeyId };
}
