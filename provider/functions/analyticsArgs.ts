import { z } from "zod";
import type { Client } from "../api/client.ts";
import {
  type AnalyticsQuery,
  analyticsBegin,
  analyticsFilters,
  componentDimensions,
} from "../api/reports/analytics.ts";
import type { AnalyticsActor, AnalyticsRow, CostAnalyticsDimension } from "../api/reports/results.ts";
import { UserError } from "../errors.ts";
import type { LookupContext } from "./read.ts";
import { bucketWidth, dimensions, filters, reportShape, validArgs } from "./reportArgs.ts";
import { reportNames } from "./reportNames.ts";
import { analyticsSpanOf } from "./reportSpan.ts";
import type { AnalyticsNames } from "./reportTypes.ts";

/** Validates the arguments. Returns the query, and whether to add names. */
export async function analyticsQuery<const D extends CostAnalyticsDimension>(
  client: Client,
  name: string,
  names: Readonly<Record<D, string>>,
  args: object,
): Promise<AnalyticsQuery<D> & { readonly withNames: boolean }> {
  const schema = z.strictObject({
    ...reportShape,
    startingAt: reportShape.startingAt.refine(
      (moment) => moment >= analyticsBegin,
      "must not be before 2026-01-01, the first day with data",
    ),
    bucketWidth: bucketWidth.optional(),
    groupBy: dimensions(names).refine(
      (given = []) => given.filter((dimension) => !componentDimensions.includes(dimension)).length <= 5,
      "must have at most 5 dimensions, not counting `costType` and `tokenType`",
    ),
    excludeDeletedUsers: z.boolean({ error: "must be a boolean" }).optional(),
    ...filters(analyticsFilters),
  });
  const {
    startingAt,
    endingAt,
    names: withNames = false,
    bucketWidth: width,
    groupBy = [],
    excludeDeletedUsers,
    ...only
  } = validArgs(name, schema, args);
  const by: readonly string[] = groupBy;
  if (excludeDeletedUsers === true && !by.includes("actor")) {
    throw new UserError(`cannot call ${name}: \`excludeDeletedUsers\` requires "actor" in \`groupBy\`.`);
  }
  const span = await analyticsSpanOf(client, `call ${name}`, { startingAt, endingAt }, width);
  return { span, bucketWidth: width, groupBy, filters: only, excludeDeletedUsers, withNames };
}

/** Adds the names of the dimensions in `groupBy` to the rows. */
export async function withNames<T extends AnalyticsRow>(
  context: LookupContext,
  groupBy: readonly string[],
  rows: readonly T[],
): Promise<(T & AnalyticsNames)[]> {
  const by = (dimension: CostAnalyticsDimension): boolean => groupBy.includes(dimension);
  const names = await reportNames(context, {
    workspaces: by("workspaceId"),
    apiKeys: by("apiKeyId") || by("actor"),
  });
  const actorName = (actor: AnalyticsActor | undefined): string | undefined =>
    actor?.email ?? actor?.name ?? names.apiKey(actor?.apiKeyId) ?? actor?.serviceAccountId ?? actor?.subject;
  return rows.map((row) => ({
    ...row,
    ...(by("actor") ? { actorName: actorName(row.actor) } : {}),
    ...(by("apiKeyId") ? { apiKeyName: names.apiKey(row.apiKeyId) } : {}),
    ...(by("workspaceId") ? { workspaceName: names.workspace(row.workspaceId) } : {}),
  }));
}
