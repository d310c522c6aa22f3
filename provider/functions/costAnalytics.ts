import type * as pulumi from "@pulumi/pulumi";
import { costAnalyticsDimensions } from "../api/reports/analytics.ts";
import { readCostAnalytics } from "../api/reports/costAnalytics.ts";
import { Money, totalOf } from "../api/reports/money.ts";
import type { CostAnalytics, CostAnalyticsDimension } from "../api/reports/results.ts";
import { spanTimes } from "../api/reports/span.ts";
import { analyticsQuery, withNames } from "./analyticsArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import type { AnalyticsArgs, AnalyticsNames } from "./reportTypes.ts";

/** Arguments of `getCostAnalytics`. */
export interface GetCostAnalyticsArgs extends AnalyticsArgs {
  /**
   * The dimensions: one row per bucket and combination of their values. At most 5, not counting `costType` and `tokenType`. Default:
   * one row.
   */
  groupBy?: CostAnalyticsDimension[];
}

/** A row of `getCostAnalytics`. */
export interface GetCostAnalyticsRow extends CostAnalytics, AnalyticsNames {}

/** The result of `getCostAnalytics`. */
export interface GetCostAnalyticsResult {
  /** The start of the span, in RFC 3339 format. */
  startingAt: string;
  /** The end of the span, in RFC 3339 format. */
  endingAt: string;
  /** The time up to which the cost is complete, in RFC 3339 format. */
  dataRefreshedAt: string | undefined;
  /**
   * The sum of all rows in currency units, as an exact decimal such as `"12.345"`. Rows by `rbacGroupId` overlap, so the sum
   * counts some costs more than once. If grouped by `tokenType` without `costType`, only the cost of tokens is included.
   */
  amount: string;
  /** The sum of all rows at list prices, in currency units, as an exact decimal. */
  listAmount: string;
  /** The currency code. Currently always `USD`. */
  currency: string;
  /** The rows. With `bucketWidth`, the oldest first; without it, the most expensive first. */
  costs: GetCostAnalyticsRow[];
}

const name = "getCostAnalytics";
const doing = "read the cost analytics";

const lookup: Lookup<GetCostAnalyticsArgs, GetCostAnalyticsResult> = async (context, args) => {
  const { client } = context.session;
  const query = await analyticsQuery(client, name, costAnalyticsDimensions, args);
  const { rows, refreshedAt } = await readCostAnalytics(client, query);
  const list = new Money();
  for (const { listAmount } of rows) list.add(listAmount);
  return {
    ...spanTimes(query.span),
    dataRefreshedAt: refreshedAt,
    ...totalOf(rows, doing),
    listAmount: list.text,
    costs: query.withNames ? await withNames(context, query.groupBy, rows) : rows,
  };
};

/**
 * Reads the cost of all products, by up to 5 of 20 dimensions and by component. A span of any length within the last 365 days is read
 * in ranges of 31 days. The API is in beta and is not available to organizations with HIPAA readiness.
 *
 * API: `GET /v1/organizations/analytics/cost`.
 */
export function getCostAnalytics(
  args: GetCostAnalyticsArgs,
  options?: FunctionOptions,
): Promise<GetCostAnalyticsResult> {
  return read(name, lookup, args, options);
}

/**
 * The output form of `getCostAnalytics`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getCostAnalyticsOutput(
  args: FunctionOutputArgs<GetCostAnalyticsArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetCostAnalyticsResult> {
  return readOutput(lookup, args, options);
}
