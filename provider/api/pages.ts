import { z } from "zod";
import { ApiError, implausible } from "./apiError.ts";
import type { Client } from "./client.ts";
import type { Query } from "./path.ts";

/** A list of the API. */
export interface Listing<T> {
  /** Built with path`...`. */
  readonly path: string;
  readonly query?: Query | undefined;
  /** The values of `anthropic-beta` that the endpoint needs. */
  readonly betas?: readonly string[] | undefined;
  /** The schema of an item. */
  readonly item: z.ZodType<T>;
  /** Identifies an item. With `cursor: "id"` it is also the cursor. */
  readonly id: (item: T) => string;
  /** Completes "cannot ..." in errors: `list users`. */
  readonly doing: string;
  /** `id`: `after_id` and `has_more`. `opaque`: `page` and `next_page`. Default: `id`. */
  readonly cursor?: "id" | "opaque" | undefined;
  /** Items per page. `default`: as many as the API chooses, for a list whose maximum is not known. */
  readonly limit?: number | "default" | undefined;
  /** Describes why the complete list cannot be right; undefined when it is plausible. */
  readonly lack?: ((items: readonly T[]) => string | undefined) | undefined;
}

const maxPages = 200;
const maxRestarts = 2;

/**
 * Requests a complete list in the API's order. Throws an error instead of returning a part of it. An item that is on two
 * pages because the list changed is in the result once, as on the later page.
 */
export async function pages<T>(client: Client, listing: Listing<T>): Promise<readonly T[]> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await readAll(client, listing);
    } catch (error) {
      // The object of the cursor was deleted between two pages.
      if (!(error instanceof LostCursor) || restarts === maxRestarts) {
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
    implausible(listing.doing, `${what}, so the list is incomplete`, requestId);

  const whole = (items: readonly T[], requestId: string | undefined): readonly T[] => {
    const lack = listing.lack?.(items);
    if (lack === undefined) return items;
    throw implausible(listing.doing, lack, requestId);
  };

  const found = new Map<string, T>();
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let count = 0; count < maxPages; count += 1) {
    const { value, requestId } = await client
      .request({
        method: "GET",
        path: listing.path,
        query: {
          ...listing.query,
          limit: listing.limit === "default" ? undefined : (listing.limit ?? 1000),
          [opaque ? "page" : "after_id"]: cursor,
        },
        schema: page,
        betas: listing.betas,
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
          throw broken("the API announced another page without its cursor", requestId);
        return whole([...found.values()], requestId);
      }
    } else {
      if (!value.has_more) return whole([...found.values()], requestId);
      if (last === undefined) throw broken("the API announced another page after an empty one", requestId);
      cursor = value.last_id ?? listing.id(last);
    }
    if (seen.has(cursor)) throw broken("the API returned the same page twice", requestId);
    seen.add(cursor);
  }
  throw broken(`it has more than ${maxPages} pages`);
}
