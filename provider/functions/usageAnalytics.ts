import type * as pulumi from "@pulumi/pulumi";
import { usageAnalyticsDimensions } from "../api/reports/analytics.ts";
import type { UsageAnalytics, UsageAnalyticsDimension } from "../api/reports/results.ts";
import { spanTimes } from "../api/reports/span.ts";
import { readUsageAnalytics } from "../api/reports/usageAnalytics.ts";
import { analyticsQuery, withNames } from "./analyticsArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import type { AnalyticsArgs, AnalyticsNames } from "./reportTypes.ts";

/** Arguments of `getUsageAnalytics`. */
export interface GetUsageAnalyticsArgs extends AnalyticsArgs {
  /** The dimensions, at most 5: one row per bucket and combination of their values. Default: one row. */
  groupBy?: UsageAnalyticsDimension[];
}

/** A row of `getUsageAnalytics`. */
export interface GetUsageAnalyticsRow extends UsageAnalytics, AnalyticsNames {}

/** The result of `getUsageAnalytics`. */
export interface GetUsageAnalyticsResult {
  /** The start of the span, in RFC 3339 format. */
  startingAt: string;
  /** The end of the span, in RFC 3339 format. */
  endingAt: string;
  /** The time up to which the usage is complete, in RFC 3339 format. */
  dataRefreshedAt: string | undefined;
  /** The rows. With `bucketWidth`, the oldest first; without it, those with the most tokens first. */
  usage: GetUsageAnalyticsRow[];
}

const name = "getUsageAnalytics";

const lookup: Lookup<GetUsageAnalyticsArgs, GetUsageAnalyticsResult> = async (context, args) => {
  const { client } = context.session;
  const query = await analyticsQuery(client, name, usageAnalyticsDimensions, args);
  const { rows, refreshedAt } = await readUsageAnalytics(client, query);
  return {
    ...spanTimes(query.span),
    dataRefreshedAt: refreshedAt,
    usage: query.withNames ? await withNames(context, query.groupBy, rows) : rows,
  };
};

/**
 * Reads the usage of all products, by up to 5 of 20 dimensions. A span of any length within the last 365 days is read in ranges of 31
 * days. The API is in beta and is not available to organizations with HIPAA readiness.
 *
 * API: `GET /v1/organizations/analytics/usage`.
 */
export function getUsageAnalytics(
  args: GetUsageAnalyticsArgs,
  options?: FunctionOptions,
): Promise<GetUsageAnalyticsResult> {
  return read(name, lookup, args, options);
}

/**
 * The output form of `getUsageAnalytics`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getUsageAnalyticsOutput(
  args: FunctionOutputArgs<GetUsageAnalyticsArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetUsageAnalyticsResult> {
  return readOutput(lookup, args, options);
}
