import { z } from "zod";
import { type ApiError, implausible } from "../apiError.ts";
import type { Client } from "../client.ts";
import type { Query } from "../path.ts";

/** One range of a report. */
export interface ReportRange<T> {
  readonly path: string;
  readonly query: Query;
  /** Buckets or rows per page. */
  readonly limit: number;
  readonly betas?: readonly string[] | undefined;
  /** The schema of one bucket or row. */
  readonly item: z.ZodType<T>;
  /** Identifies an item; undefined for an item that may have an equal one. */
  readonly identity: (item: T) => string | undefined;
  /** As in "cannot ...": `read the cost report`. */
  readonly doing: string;
}

/** All items of a range. */
export interface ReportItems<T> {
  readonly items: readonly T[];
  /** The server's time of the last page. */
  readonly date: Date | undefined;
  /** The time up to which usage is complete, in RFC 3339 format, if the report has it. */
  readonly refreshedAt: string | undefined;
  readonly requestId: string | undefined;
}

const maxPages = 200;
const maxRestarts = 2;

/**
 * Reads a range of a report to its end, in the API's order. The result is complete, or an error is thrown. Usage that arrives
 * while pages are read can move a row to another page, so a repeated row starts the range again.
 */
export async function readRange<T>(client: Client, range: ReportRange<T>): Promise<ReportItems<T>> {
  const schema = pageSchema(range.item);
  for (let restarts = 0; ; restarts += 1) {
    const result = await readPages(client, range, schema);
    if (!("repeated" in result)) return result;
    if (restarts === maxRestarts) {
      throw incomplete(range.doing, "the API returned the same entry twice", result.requestId);
    }
  }
}

/** The error for a report of which something is missing, or that contains too much. */
export function incomplete(doing: string, what: string, requestId: string | undefined): ApiError {
  return implausible(doing, `${what}, so the report is not complete`, requestId);
}

function pageSchema<T>(item: z.ZodType<T>) {
  return z.object({
    data: z.array(item),
    has_more: z.boolean(),
    next_page: z.string().min(1).nullish(),
    data_refreshed_at: z.string().nullish(),
  });
}

async function readPages<T>(
  client: Client,
  { path, query, limit, betas, identity, doing }: ReportRange<T>,
  schema: ReturnType<typeof pageSchema<T>>,
): Promise<ReportItems<T> | { readonly repeated: true; readonly requestId: string | undefined }> {
  const items: T[] = [];
  const identities = new Set<string>();
  const cursors = new Set<string>();
  let page: string | undefined;
  for (let count = 0; count < maxPages; count += 1) {
    const { value, date, requestId } = await client.request({
      method: "GET",
      path,
      query: { ...query, limit, page },
      schema,
      betas,
      doing,
    });
    for (const item of value.data) {
      const id = identity(item);
      if (id !== undefined && identities.has(id)) return { repeated: true, requestId };
      if (id !== undefined) identities.add(id);
      items.push(item);
    }
    if (!value.has_more) {
      return { items, date, refreshedAt: value.data_refreshed_at ?? undefined, requestId };
    }
    page = value.next_page ?? undefined;
    if (page === undefined)
      throw incomplete(doing, "the API has more pages and no cursor for them", requestId);
    if (cursors.has(page)) throw incomplete(doing, "the API returned the same cursor twice", requestId);
    cursors.add(page);
  }
  throw incomplete(doing, `a range has more than ${maxPages} pages`, undefined);
}
