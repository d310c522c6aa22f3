import { z } from "zod";
import { type ApiError, implausible } from "../apiError.ts";
import type { Client } from "../client.ts";
import { Timestamp } from "../objects.ts";
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
  /** Identifies an item. Undefined if several items can be equal. */
  readonly identity: (item: T) => string | undefined;
  /** The operation in errors, which completes "cannot ...": `read the cost report`. */
  readonly doing: string;
}

/** All items of a range. */
export interface ReportItems<T> {
  readonly items: readonly T[];
  /** The server's time in the response to the last page. */
  readonly date: Date | undefined;
  /** The time up to which the usage is complete, in RFC 3339 format, if the API returns it. */
  readonly refreshedAt: string | undefined;
  readonly requestId: string | undefined;
}

const maxPages = 200;
const maxRestarts = 2;

/**
 * Reads all pages of a range, in the API's order. Throws an error if the result is not complete. Usage that arrives while pages are
 * read can move a row to another page, so a repeated row restarts the range.
 */
export async function readRange<T>(client: Client, range: ReportRange<T>): Promise<ReportItems<T>> {
  const schema = pageSchema(range.item);
  for (let restarts = 0; ; restarts += 1) {
    const result = await readPages(client, range, schema);
    if (!("repeated" in result)) return result;
    if (restarts === maxRestarts) {
      throw incomplete(range.doing, "the API returned an entry more than once", result.requestId);
    }
  }
}

/** The error of a report with missing or unexpected entries. */
export function incomplete(doing: string, what: string, requestId: string | undefined): ApiError {
  return implausible(doing, `${what}, so the report is not complete`, requestId);
}

function pageSchema<T>(item: z.ZodType<T>) {
  return z.object({
    data: z.array(item),
    has_more: z.boolean(),
    next_page: z.string().min(1).nullish(),
    data_refreshed_at: Timestamp.nullish(),
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
      throw incomplete(doing, "the API returned no cursor for the next page", requestId);
    if (cursors.has(page)) throw incomplete(doing, "the API returned a cursor more than once", requestId);
    cursors.add(page);
  }
  throw incomplete(doing, `a range has more than ${maxPages} pages`, undefined);
}
