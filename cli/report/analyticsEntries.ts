import { readCostAnalytics } from "../../provider/api/reports/costAnalytics.ts";
import type { AnalyticsRow, UsageAnalyticsDimension } from "../../provider/api/reports/results.ts";
import { readUsageAnalytics } from "../../provider/api/reports/usageAnalytics.ts";
import { analyticsSpanOf } from "../../provider/functions/reportSpan.ts";
import { given, type ReadContext, type Reading, tokensOf } from "./entry.ts";
import { bucketWidthOf, doing, isTime, type ObjectDimension } from "./query.ts";

const analyticsDimension: Readonly<Record<ObjectDimension, UsageAnalyticsDimension>> = {
  workspace: "workspaceId",
  model: "model",
  "api-key": "apiKeyId",
  // The actor is the user, or the service account if there is no user.
  user: "actor",
  "service-account": "actor",
};

async function analyticsQuery({ client, query, filters, period, start }: ReadContext) {
  const { by, report } = query;
  const groupBy = new Set<UsageAnalyticsDimension>();
  for (const dimension of by) if (!isTime(dimension)) groupBy.add(analyticsDimension[dimension]);
  const bucketWidth = bucketWidthOf(query);
  const span = await analyticsSpanOf(client, doing(report), given(period), bucketWidth);
  return {
    span,
    bucketWidth,
    groupBy: [...groupBy],
    filters: {
      workspaceIds: filters.workspaceIds,
      models: filters.models,
      apiKeyIds: filters.apiKeys,
      actorIds: filters.users,
    },
    onRange: start(span),
  };
}

/** Reads the cost from the Analytics API. */
export async function costAnalytics(context: ReadContext): Promise<Reading> {
  const query = await analyticsQuery(context);
  const { rows, refreshedAt } = await readCostAnalytics(context.client, query);
  const entries = rows.map(({ amount, listAmount, currency, ...row }) => ({
    ...analyticsEntry(row),
    currency,
    values: { amount, listAmount },
  }));
  return { entries, span: query.span, refreshedAt };
}

/** Reads the usage from the Analytics API. */
export async function usageAnalytics(context: ReadContext): Promise<Reading> {
  const query = await analyticsQuery(context);
  const { rows, refreshedAt } = await readUsageAnalytics(context.client, query);
  const entries = rows.map((row) => ({
    ...analyticsEntry(row),
    values: { ...tokensOf(row), requests: row.requests },
  }));
  return { entries, span: query.span, refreshedAt };
}

function analyticsEntry({ startingAt, endingAt, workspaceId, model, apiKeyId, actor }: AnalyticsRow) {
  return {
    startingAt,
    endingAt,
    workspaceId,
    model,
    apiKeyId,
    userId: actor?.userId,
    userEmail: actor?.email,
    serviceAccountId: actor?.serviceAccountId,
  };
}
