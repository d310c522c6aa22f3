import { z } from "zod";
import type { Client } from "../api/client.ts";
import {
  type AnalyticsActor,
  type AnalyticsQuery,
  type AnalyticsRow,
  analyticsFilters,
  type CostAnalyticsDimension,
  componentDimensions,
} from "../api/reports/analytics.ts";
import { bucketLength } from "../api/reports/span.ts";
import { UserError } from "../errors.ts";
import type { LookupContext } from "./read.ts";
import {
  bucketWidth,
  dimensions,
  filters,
  type ReportArgs,
  reportShape,
  spanOf,
  validArgs,
} from "./reportArgs.ts";
import { reportNames } from "./reportNames.ts";

/** The arguments that both functions of the Analytics API have. */
export interface AnalyticsArgs extends ReportArgs {
  /**
   * The length of a bucket. Without it, each combination of dimensions has one row for the whole span, which is rounded to hours.
   * A request covers 31 days, or 24 hours with `1m`.
   */
  bucketWidth?: "1d" | "1h" | "1m";
  /** Only usage that is attributed to these identities: `user_...`, `svac_...` or `apikey_...`. */
  actorIds?: string[];
  /** Only usage of these types of identity: `user_actor`, `service_account_actor`, `api_actor`, `federated_actor`. */
  actorTypes?: string[];
  /** Only usage of these agents of Claude Managed Agents. */
  agentIds?: string[];
  /** Only usage with these API keys, `apikey_...`. `""` stands for usage without a key. */
  apiKeyIds?: string[];
  /** Only usage of these categories of Claude Tag. */
  claudeTagCategories?: string[];
  /** Only usage of these Slack users of Claude Tag. */
  claudeTagUserIds?: string[];
  /** Only usage with these context windows: `0-200k`, `200k-1M`. */
  contextWindows?: string[];
  /** Only usage of these deployments of Claude Managed Agents. */
  deploymentIds?: string[];
  /** Only usage in these environments of Claude Managed Agents. */
  environmentIds?: string[];
  /** Whether to omit users who were removed. Requires `actor` in `groupBy`. Default: `false`. */
  excludeDeletedUsers?: boolean;
  /** Only usage in these inference regions: `global`, `us`, `not_available`. */
  inferenceGeos?: string[];
  /** Only usage of these models. */
  models?: string[];
  /** Only usage of these organizations below a parent organization. */
  organizationIds?: string[];
  /** Only usage of these products, such as `messages_api` and `claude_code`. */
  products?: string[];
  /** Only usage of these RBAC groups, `rbac_group_...`. */
  rbacGroupIds?: string[];
  /** Only usage of these service tiers, such as `standard` and `batch`. */
  serviceTiers?: string[];
  /** Only usage of these sessions of Claude Managed Agents. */
  sessionIds?: string[];
  /** Only usage in these Slack channels. */
  slackChannelIds?: string[];
  /** Only usage with these speeds: `standard`, `fast`. */
  speeds?: string[];
  /** Only usage of these user profiles, `uprof_...`. */
  userProfileIds?: string[];
  /** Only usage in these workspaces, `wrkspc_...`. */
  workspaceIds?: string[];
}

/** The names that `names` adds to a row of the Analytics API. */
export interface AnalyticsNames {
  /**
   * With `names`: the email address of the user, or the name of the API key, of the actor. A service account has its ID, since its name
   * can only be read with an OAuth token.
   */
  actorName?: string | undefined;
  /** With `names`: the name of the API key. */
  apiKeyName?: string | undefined;
  /** With `names`: the name of the workspace. */
  workspaceName?: string | undefined;
}

/** The first day of the data. */
const earliest = Date.parse("2026-01-01T00:00:00Z");

/** The query of checked arguments, and whether names are wanted. */
export async function analyticsQuery<const D extends CostAnalyticsDimension>(
  client: Client,
  doing: string,
  names: Readonly<Record<D, string>>,
  args: object,
): Promise<AnalyticsQuery<D> & { readonly withNames: boolean }> {
  const schema = z.strictObject({
    ...reportShape,
    startingAt: reportShape.startingAt.refine(
      (moment) => moment >= earliest,
      "must not be before 2026-01-01, where the data begin",
    ),
    bucketWidth: bucketWidth.optional(),
    groupBy: dimensions(names).refine(
      (given = []) => given.filter((name) => !componentDimensions.includes(name)).length <= 5,
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
  } = validArgs(doing, schema, args);
  const by: readonly string[] = groupBy;
  if (excludeDeletedUsers === true && !by.includes("actor")) {
    throw new UserError(`cannot ${doing}: \`excludeDeletedUsers\` requires "actor" in \`groupBy\`.`);
  }
  // Without buckets the API covers whole hours.
  const endLength = width === undefined ? bucketLength["1h"] : undefined;
  const span = await spanOf(client, doing, { startingAt, endingAt }, width ?? "1h", endLength);
  return { span, bucketWidth: width, groupBy, filters: only, excludeDeletedUsers, withNames };
}

/** The rows with names of the dimensions that they are grouped by. */
export async function withNames<T extends AnalyticsRow>(
  context: LookupContext,
  groupBy: readonly string[],
  rows: readonly T[],
): Promise<(T & AnalyticsNames)[]> {
  const by = (dimension: CostAnalyticsDimension): boolean => groupBy.includes(dimension);
  const names = await reportNames(context, [
    ...(by("workspaceId") ? (["workspaces"] as const) : []),
    ...(by("apiKeyId") || by("actor") ? (["apiKeys"] as const) : []),
  ]);
  const actorName = (actor: AnalyticsActor | undefined): string | undefined =>
    actor?.email ?? actor?.name ?? names.apiKey(actor?.apiKeyId) ?? actor?.serviceAccountId ?? actor?.subject;
  return rows.map((row) => ({
    ...row,
    ...(by("actor") ? { actorName: actorName(row.actor) } : {}),
    ...(by("apiKeyId") ? { apiKeyName: names.apiKey(row.apiKeyId) } : {}),
    ...(by("workspaceId") ? { workspaceName: names.workspace(row.workspaceId) } : {}),
  }));
}
