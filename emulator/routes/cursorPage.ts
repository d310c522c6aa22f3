import type { CursorPageJson } from "../json.ts";
import type { Call } from "../routing.ts";
import { pageOf } from "../usage/rows.ts";

/** The rows of one page of a list with opaque cursors. The cursor belongs to the filters. */
export function cursorPage<T>(
  { query }: Call,
  rows: readonly T[],
  { filters, max = 1000 }: { filters: readonly unknown[]; max?: number },
): CursorPageJson<T> {
  const limit = query.integer("limit", { min: 1, max }) ?? 20;
  const { data, next_page } = pageOf(query, rows, limit, JSON.stringify(filters));
  return { data, next_page };
}
