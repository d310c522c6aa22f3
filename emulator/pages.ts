import type { PageJson } from "./json.ts";
import type { Query } from "./query.ts";
import { ValidationError } from "./validation.ts";

/** The query parameters of every list with ID cursors. */
export const pageParameters = ["limit", "after_id", "before_id"] as const;

/** How stored items become the items of a list. */
export interface PageOptions<T> {
  /** Whether an item is in the list. It gets the result of `show`. */
  keep?: (item: T) => boolean;
  /** Returns an item as the list shows it. */
  show?: (item: T) => T;
}

/**
 * One page of a list with ID cursors. Lists are long, so it processes only the items up to the end of the page. A cursor can
 * be an item that the filter excludes.
 */
export function page<T>(
  all: readonly T[],
  idOf: (item: T) => string,
  query: Query,
  { keep = () => true, show = (item) => item }: PageOptions<T> = {},
): PageJson<T> {
  const limit = query.integer("limit", { min: 1, max: 1000 }) ?? 20;
  const afterId = query.text("after_id");
  const beforeId = query.text("before_id");
  if (afterId !== undefined && beforeId !== undefined) {
    throw new ValidationError("", "Only one of after_id and before_id may be given");
  }
  const data: T[] = [];
  let more = false;
  const take = (stored: T): void => {
    const item = show(stored);
    if (!keep(item)) return;
    if (data.length === limit) more = true;
    else data.push(item);
  };
  if (beforeId === undefined) {
    const start = afterId === undefined ? 0 : position(all, idOf, "after_id", afterId) + 1;
    for (let index = start; index < all.length && !more; index += 1) at(all, index, take);
  } else {
    const start = position(all, idOf, "before_id", beforeId) - 1;
    for (let index = start; index >= 0 && !more; index -= 1) at(all, index, take);
    data.reverse();
  }
  const [first] = data;
  const last = data.at(-1);
  return {
    data,
    has_more: more,
    first_id: first === undefined ? null : idOf(first),
    last_id: last === undefined ? null : idOf(last),
  };
}

function at<T>(all: readonly T[], index: number, take: (item: T) => void): void {
  const item = all[index];
  if (item !== undefined) take(item);
}

function position<T>(all: readonly T[], idOf: (item: T) => string, parameter: string, id: string): number {
  const found = all.findIndex((item) => idOf(item) === id);
  if (found < 0) throw new ValidationError(parameter, `Unknown cursor '${id}'`);
  return found;
}
