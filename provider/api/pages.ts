import { z } from "zod";
import { ApiError, implausible } from "./apiError.ts";
import type { Client } from "./client.ts";
import type { Query } from "./path.ts";

/** A list to read to its end. */
export interface Listing<T> {
  /** Made with path`...`. */
  readonly path: string;
  readonly query?: Query | undefined;
  /** The schema of one entry. */
  readonly item: z.ZodType<T>;
  /** What tells entries apart; for lists of the `id` kind also the cursor. */
  readonly id: (item: T) => string;
  /** As in "cannot ...": `list users`. */
  readonly doing: string;
  /** `id`: `after_id` and `has_more`; `opaque`: `page` and `next_page`. */
  readonly cursor?: "id" | "opaque" | undefined;
  /** Entries a page. */
  readonly limit?: number | undefined;
  /** Describes what the complete list lacks; undefined when it is plausible. */
  readonly lack?: ((items: readonly T[]) => string | undefined) | undefined;
}

const mostPages = 200;
const mostRestarts = 2;

/**
 * A whole list, in the API's order, or an error: never a part of it. An entry that moved while we read and so came
 * twice is there once, as it was seen last.
 */
export async function pages<T>(client: Client, listing: Listing<T>): Promise<readonly T[]> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await readAll(client, listing);
    } catch (error) {
      // The object that the cursor stood on went away between two pages.
      if (!(error instanceof LostCursor) || restarts === mostRestarts) {
        throw error instanceof LostCursor ? error.reason : error;
      }
    }
  }
}

class LostCursor extends Error {
  readonly reason: ApiError;

  constructor(reason: ApiError) {
    super(reason.message);
    this.reason = reason;
  }
}

/**
 * The schemas of pages, by the schema of an item. Zod compiles each new schema when it first parses, which takes longer
 * than parsing a page.
 */
const pageSchemas = { id: new WeakMap<z.ZodType, unknown>(), opaque: new WeakMap<z.ZodType, unknown>() };

function pageOf<T>(item: z.ZodType<T>, cursor: "id" | "opaque") {
  const build = () =>
    z.object({
      data: z.array(item),
      has_more: cursor === "opaque" ? z.boolean().nullish() : z.boolean(),
      last_id: z.string().nullish(),
      next_page: z.string().nullish(),
    });
  const known = pageSchemas[cursor].get(item) as ReturnType<typeof build> | undefined;
  if (known !== undefined) return known;
  const built = build();
  pageSchemas[cursor].set(item, built);
  return built;
}

async function readAll<T>(client: Client, listing: Listing<T>): Promise<readonly T[]> {
  const opaque = listing.cursor === "opaque";
  const page = pageOf(listing.item, opaque ? "opaque" : "id");
  const broken = (what: string, requestId?: string): ApiError =>
    implausible(listing.doing, `${what}, so the list is not whole`, requestId);

  const whole = (items: readonly T[], requestId: string | undefined): readonly T[] => {
    const lack = listing.lack?.(items);
    if (lack === undefined) return items;
    throw implausible(listing.doing, lack, requestId);
  };

  const found = new Map<string, T>();
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const { value, requestId } = await client
      .request({
        method: "GET",
        path: listing.path,
        query: {
          ...listing.query,
          limit: listing.limit ?? 1000,
          [opaque ? "page" : "after_id"]: cursor,
        },
        schema: page,
        doing: listing.doing,
      })
      .catch((error: unknown) => {
        const lost = error instanceof ApiError && error.reason === "invalid" && cursor !== undefined;
        throw lost ? new LostCursor(error) : error;
      });
    for (const item of value.data) found.set(listing.id(item), item);

    const last = value.data.at(-1);
    if (opaque) {
      cursor = value.next_page ?? undefined;
      if (cursor === undefined) {
        if (value.has_more === true)
          throw broken("the API said that there is more, but not where", requestId);
        return whole([...found.values()], requestId);
      }
    } else {
      if (!value.has_more) return whole([...found.values()], requestId);
      if (last === undefined) throw broken("the API said that there is more, on an empty page", requestId);
      cursor = value.last_id ?? listing.id(last);
    }
    if (seen.has(cursor)) throw broken("the API gave the same page again and again", requestId);
    seen.add(cursor);
  }
  throw broken(`it has more than ${mostPages} pages`);
}
