import { readCosts } from "../../provider/api/reports/costs.ts";
import { readMessagesUsage } from "../../provider/api/reports/messagesUsage.ts";
import type { CostDimension, MessagesUsageDimension } from "../../provider/api/reports/results.ts";
import { bucketLength } from "../../provider/api/reports/span.ts";
import { spanOf } from "../../provider/functions/reportSpan.ts";
import { type Entry, given, passes, type ReadContext, type Reading, tokensOf } from "./entry.ts";
import { bucketWidthOf, doing, isTime, type ObjectDimension } from "./query.ts";

/** Reads the cost report. The API has no filters for it, so its rows are filtered here. */
export async function legacyCost(context: ReadContext): Promise<Reading> {
  const { client, query, filters, period, start } = context;
  const { workspaceIds, models } = filters;
  const groupBy: CostDimension[] = [];
  const byWorkspace = query.by.includes("workspace") || workspaceIds !== undefined;
  const defaultId = byWorkspace ? await context.defaultWorkspaceId() : undefined;
  if (byWorkspace) groupBy.push("workspaceId");
  if (query.by.includes("model") || models !== undefined) groupBy.push("description");
  const span = await spanOf(client, doing(query.report), given(period), "1d");
  const entries: Entry[] = [];
  for await (const rows of readCosts(client, { span, groupBy, onRange: start(span) })) {
    for (const { startingAt, endingAt, model, amount, currency, ...row } of rows) {
      const workspaceId = byWorkspace ? (row.workspaceId ?? defaultId) : undefined;
      if (!passes(workspaceIds, workspaceId) || !passes(models, model)) continue;
      entries.push({ startingAt, endingAt, workspaceId, model, currency, values: { amount } });
    }
  }
  return { entries, span, refreshedAt: undefined };
}

const legacyDimension: Readonly<Record<ObjectDimension, MessagesUsageDimension>> = {
  workspace: "workspaceId",
  model: "model",
  "api-key": "apiKeyId",
  user: "accountId",
  "service-account": "serviceAccountId",
};

/** Reads the usage from the usage report of the Messages API. */
export async function legacyUsage(context: ReadContext): Promise<Reading> {
  const { client, query, filters, period, start } = context;
  const { workspaceIds } = filters;
  const groupBy = new Set<MessagesUsageDimension>();
  for (const dimension of query.by) if (!isTime(dimension)) groupBy.add(legacyDimension[dimension]);
  // The API cannot filter by the default workspace, which has no ID in this report. Its rows are filtered here.
  if (workspaceIds !== undefined) groupBy.add("workspaceId");
  const byWorkspace = groupBy.has("workspaceId");
  const defaultId = byWorkspace ? await context.defaultWorkspaceId() : undefined;
  const isDays = [period.from, period.until ?? 0].every((time) => time % bucketLength["1d"] === 0);
  const bucketWidth = bucketWidthOf(query) ?? (isDays ? "1d" : "1h");
  const span = await spanOf(client, doing(query.report), given(period), bucketWidth);
  const request = {
    span,
    bucketWidth,
    groupBy: [...groupBy],
    filters: { models: filters.models, apiKeyIds: filters.apiKeys, accountIds: filters.users },
    onRange: start(span),
  };
  const entries: Entry[] = [];
  for await (const rows of readMessagesUsage(client, request)) {
    for (const row of rows) {
      const { startingAt, endingAt, model, apiKeyId, serviceAccountId, accountId: userId } = row;
      const workspaceId = byWorkspace ? (row.workspaceId ?? defaultId) : undefined;
      if (!passes(workspaceIds, workspaceId)) continue;
      const dimensions = { workspaceId, model, apiKeyId, userId, serviceAccountId };
      entries.push({ startingAt, endingAt, ...dimensions, values: tokensOf(row) });
    }
  }
  return { entries, span, refreshedAt: undefined };
}
