import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import {
  messagesUsageDimensions,
  messagesUsageFilters,
  readMessagesUsage,
} from "../api/reports/messagesUsage.ts";
import type { MessagesUsage, MessagesUsageDimension } from "../api/reports/results.ts";
import { spanTimes } from "../api/reports/span.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { bucketWidth, dimensions, filters, reportShape, validArgs } from "./reportArgs.ts";
import { reportNames, workspaceName } from "./reportNames.ts";
import { spanOf } from "./reportSpan.ts";
import type { ReportArgs } from "./reportTypes.ts";

/** Arguments of `getMessagesUsage`. */
export interface GetMessagesUsageArgs extends ReportArgs {
  /** The length of a bucket. Default: `1d`. A request covers 31 days, 168 hours or 1440 minutes. */
  bucketWidth?: "1d" | "1h" | "1m";
  /** The dimensions: one row per bucket and combination of their values. Default: one row per bucket. */
  groupBy?: MessagesUsageDimension[];
  /** Only usage that is attributed to these users, `user_...`. */
  accountIds?: string[];
  /** Only usage with these API keys, `apikey_...`. */
  apiKeyIds?: string[];
  /** Only usage with these context windows: `0-200k`, `200k-1M`. */
  contextWindows?: string[];
  /** Only usage in these inference regions: `global`, `us`, `not_available`. */
  inferenceGeos?: string[];
  /** Only usage of these models. */
  models?: string[];
  /** Only usage that is attributed to these service accounts, `svac_...`. */
  serviceAccountIds?: string[];
  /** Only usage of these service tiers, such as `standard` and `batch`. */
  serviceTiers?: string[];
  /** Only usage with these speeds: `standard`, `fast`. */
  speeds?: string[];
  /** Only usage in these workspaces, `wrkspc_...`. */
  workspaceIds?: string[];
}

/** A row of `getMessagesUsage`. */
export interface GetMessagesUsageRow extends MessagesUsage {
  /** With `names`: the email address of the user. Undefined for users who were removed. */
  accountEmail?: string | undefined;
  /** With `names`: the name of the API key. */
  apiKeyName?: string | undefined;
  /** With `names`: the name of the workspace. */
  workspaceName?: string | undefined;
}

/** The result of `getMessagesUsage`. */
export interface GetMessagesUsageResult {
  /** The start of the first bucket, in RFC 3339 format. */
  startingAt: string;
  /** The end of the span, in RFC 3339 format. */
  endingAt: string;
  /** The rows, oldest first. A bucket without usage has no row. */
  usage: GetMessagesUsageRow[];
}

const name = "getMessagesUsage";

const schema = z.strictObject({
  ...reportShape,
  bucketWidth: bucketWidth.optional(),
  groupBy: dimensions(messagesUsageDimensions),
  ...filters(messagesUsageFilters),
});

const lookup: Lookup<GetMessagesUsageArgs, GetMessagesUsageResult> = async (context, args) => {
  const {
    startingAt,
    endingAt,
    names: withNames,
    bucketWidth: width = "1d",
    groupBy = [],
    ...only
  } = validArgs(name, schema, args);
  const { client } = context.session;
  const span = await spanOf(client, `call ${name}`, { startingAt, endingAt }, width);
  const query = { span, bucketWidth: width, groupBy, filters: only };
  const usage: GetMessagesUsageRow[] = [];
  for await (const rows of readMessagesUsage(client, query)) usage.push(...rows);
  const result = { ...spanTimes(span), usage };
  if (withNames !== true) return result;

  const by = (dimension: MessagesUsageDimension): boolean => groupBy.includes(dimension);
  const names = await reportNames(context, {
    workspaces: by("workspaceId"),
    apiKeys: by("apiKeyId"),
    users: by("accountId"),
  });
  return {
    ...result,
    usage: usage.map((row) => ({
      ...row,
      ...(by("accountId") ? { accountEmail: names.userEmail(row.accountId) } : {}),
      ...(by("apiKeyId") ? { apiKeyName: names.apiKey(row.apiKeyId) } : {}),
      ...(by("workspaceId") ? { workspaceName: workspaceName(names, row) } : {}),
    })),
  };
};

/**
 * Reads the tokens and web searches of the Messages API, in time buckets. A span of any length is read with several requests.
 * Anthropic's documentation recommends the Analytics API (`getUsageAnalytics`) instead, which also reports the product and the number
 * of requests.
 *
 * API: `GET /v1/organizations/usage_report/messages`.
 */
export function getMessagesUsage(
  args: GetMessagesUsageArgs,
  options?: FunctionOptions,
): Promise<GetMessagesUsageResult> {
  return read(name, lookup, args, options);
}

/**
 * The output form of `getMessagesUsage`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getMessagesUsageOutput(
  args: FunctionOutputArgs<GetMessagesUsageArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetMessagesUsageResult> {
  return readOutput(lookup, args, options);
}
