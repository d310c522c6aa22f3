import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { costDimensions, readCosts } from "../api/reports/costs.ts";
import { totalOf } from "../api/reports/money.ts";
import type { Cost, CostDimension } from "../api/reports/results.ts";
import { spanTimes } from "../api/reports/span.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { dimensions, reportShape, validArgs } from "./reportArgs.ts";
import { reportNames, workspaceName } from "./reportNames.ts";
import { spanOf } from "./reportSpan.ts";
import type { ReportArgs } from "./reportTypes.ts";

/** Arguments of `getCosts`. The buckets are days. */
export interface GetCostsArgs extends ReportArgs {
  /** The dimensions: one row per day and combination of their values. Default: one row per day. */
  groupBy?: CostDimension[];
}

/** A row of `getCosts`. */
export interface GetCostsRow extends Cost {
  /** With `names`: the name of the workspace. */
  workspaceName?: string | undefined;
}

/** The result of `getCosts`. */
export interface GetCostsResult {
  /** The start of the first day, in RFC 3339 format. */
  startingAt: string;
  /** The end of the span, in RFC 3339 format. */
  endingAt: string;
  /** The sum of all rows in currency units, as an exact decimal such as `"12.345"`. */
  amount: string;
  /** The currency code. Currently always `USD`. */
  currency: string;
  /** The rows, oldest first. A day without a cost has no row. */
  costs: GetCostsRow[];
}

const name = "getCosts";
const doing = "read the cost";

const schema = z.strictObject({ ...reportShape, groupBy: dimensions(costDimensions) });

const lookup: Lookup<GetCostsArgs, GetCostsResult> = async (context, args) => {
  const { startingAt, endingAt, names: withNames, groupBy = [] } = validArgs(name, schema, args);
  const { client } = context.session;
  const span = await spanOf(client, `call ${name}`, { startingAt, endingAt }, "1d");
  const costs: GetCostsRow[] = [];
  for await (const rows of readCosts(client, { span, groupBy })) costs.push(...rows);
  const { amount, currency } = totalOf(costs, doing);
  const result = { ...spanTimes(span), amount, currency, costs };
  if (withNames !== true || !groupBy.includes("workspaceId")) return result;
  const names = await reportNames(context, { workspaces: true });
  return {
    ...result,
    costs: costs.map((row) => ({ ...row, workspaceName: workspaceName(names, row) })),
  };
};

/**
 * Reads the daily cost, without the cost of the Priority Tier. A span of any length is read in ranges of 31 days. Anthropic's
 * documentation recommends the Analytics API (`getCostAnalytics`) instead, which also reports the cost of API keys and users.
 *
 * API: `GET /v1/organizations/cost_report`.
 */
export function getCosts(args: GetCostsArgs, options?: FunctionOptions): Promise<GetCostsResult> {
  return read(name, lookup, args, options);
}

/**
 * The output form of `getCosts`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getCostsOutput(
  args: FunctionOutputArgs<GetCostsArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetCostsResult> {
  return readOutput(lookup, args, options);
}
