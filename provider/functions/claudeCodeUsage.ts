import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { readClaudeCodeUsage } from "../api/reports/claudeCode.ts";
import type { ClaudeCodeUsage } from "../api/reports/results.ts";
import { spanTimes } from "../api/reports/span.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { reportShape, validArgs } from "./reportArgs.ts";
import { reportNames } from "./reportNames.ts";
import { spanOf } from "./reportSpan.ts";
import type { ReportArgs } from "./reportTypes.ts";

/** Arguments of `getClaudeCodeUsage`. The buckets of this report are days. */
export interface GetClaudeCodeUsageArgs extends ReportArgs {
  /** Whether to add the names of users, which requests the list of users. Default: `false`. */
  names?: boolean;
}

/** A row of `getClaudeCodeUsage`. */
export interface GetClaudeCodeUsageRow extends ClaudeCodeUsage {
  /** With `names`: the name of the user. Undefined for API keys and users who were removed. */
  userName?: string | undefined;
}

/** The result of `getClaudeCodeUsage`. */
export interface GetClaudeCodeUsageResult {
  /** The start of the first day, in RFC 3339 format. */
  startingAt: string;
  /** The end of the span, in RFC 3339 format. */
  endingAt: string;
  /** The rows, oldest first. A user or API key has a row for each day with usage. */
  usage: GetClaudeCodeUsageRow[];
}

const name = "getClaudeCodeUsage";

const schema = z.strictObject(reportShape);

const lookup: Lookup<GetClaudeCodeUsageArgs, GetClaudeCodeUsageResult> = async (context, args) => {
  const { startingAt, endingAt, names: withNames } = validArgs(name, schema, args);
  const { client } = context.session;
  const span = await spanOf(client, `call ${name}`, { startingAt, endingAt }, "1d");
  const usage: GetClaudeCodeUsageRow[] = [];
  for await (const rows of readClaudeCodeUsage(client, span)) usage.push(...rows);
  const result = { ...spanTimes(span), usage };
  if (withNames !== true) return result;
  const names = await reportNames(context, { users: true });
  return { ...result, usage: usage.map((row) => ({ ...row, userName: names.userName(row.userEmail) })) };
};

/**
 * Reads the Claude Code usage of users and API keys, by day: sessions, lines of code, commits, pull requests, tokens and
 * estimated cost. Each day takes one request, so one year takes about five minutes. The report includes usage after about one hour.
 *
 * API: `GET /v1/organizations/usage_report/claude_code`.
 */
export function getClaudeCodeUsage(
  args: GetClaudeCodeUsageArgs,
  options?: FunctionOptions,
): Promise<GetClaudeCodeUsageResult> {
  return read(name, lookup, args, options);
}

/**
 * The output form of `getClaudeCodeUsage`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getClaudeCodeUsageOutput(
  args: FunctionOutputArgs<GetClaudeCodeUsageArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetClaudeCodeUsageResult> {
  return readOutput(lookup, args, options);
}
