import type { Client } from "../../provider/api/client.ts";
import type { OnRange, Span } from "../../provider/api/reports/span.ts";
import type { GivenSpan } from "../../provider/functions/reportSpan.ts";
import type { Filters } from "./filters.ts";
import type { Period } from "./period.ts";
import type { Query } from "./query.ts";

/** A row of a report before grouping. Dimensions that the request does not group by are undefined. */
export interface Entry {
  /** The start and the end of the day or of the whole period, in RFC 3339 format. */
  readonly startingAt: string;
  readonly endingAt: string;
  readonly workspaceId?: string | undefined;
  readonly model?: string | undefined;
  readonly apiKeyId?: string | undefined;
  readonly apiKeyName?: string | undefined;
  readonly userId?: string | undefined;
  readonly userEmail?: string | undefined;
  readonly serviceAccountId?: string | undefined;
  readonly currency?: string | undefined;
  /** Counts, and amounts in currency units as exact decimals. A metric that the source does not have is undefined. */
  readonly values: Readonly<Record<string, number | string | undefined>>;
  /** The tokens and the cost of a Claude Code entry by model. */
  readonly byModel?: readonly Entry[];
}

/** The entries that a source returned for a period. */
export interface Reading {
  readonly entries: readonly Entry[];
  /** The period, rounded to whole buckets. */
  readonly span: Span;
  /** The time up to which the data is complete, in RFC 3339 format, if the source returns it. */
  readonly refreshedAt: string | undefined;
}

/** The input of every reader. */
export interface ReadContext {
  readonly client: Client;
  readonly query: Query;
  readonly filters: Filters;
  readonly period: Period;
  /** Requests the ID of the default workspace, which the legacy reports do not return. */
  readonly defaultWorkspaceId: () => Promise<string | undefined>;
  /** Called with the span before the first request. Returns a function that reports progress. */
  readonly start: (span: Span) => OnRange;
}

/** The tokens and web searches that both usage reports have. */
export function tokensOf(row: {
  readonly uncachedInputTokens: number;
  readonly cacheReadInputTokens: number;
  readonly cacheCreation5mInputTokens: number;
  readonly cacheCreation1hInputTokens: number;
  readonly outputTokens: number;
  readonly webSearchRequests: number;
}) {
  const { uncachedInputTokens, cacheReadInputTokens, outputTokens, webSearchRequests } = row;
  const cacheWriteInputTokens = row.cacheCreation5mInputTokens + row.cacheCreation1hInputTokens;
  const totalTokens = uncachedInputTokens + cacheReadInputTokens + cacheWriteInputTokens + outputTokens;
  return {
    uncachedInputTokens,
    cacheReadInputTokens,
    cacheWriteInputTokens,
    outputTokens,
    totalTokens,
    webSearchRequests,
  };
}

/** The period as the arguments of `spanOf`. */
export function given({ from, until }: Period): GivenSpan {
  return { startingAt: from, endingAt: until };
}

/** Whether a value passes a filter. */
export function passes(wanted: readonly string[] | undefined, value: string | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value));
}
