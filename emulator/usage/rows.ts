import type { Query } from "../query.ts";
import type { ReportPageJson } from "../reportsJson.ts";
import { ValidationError } from "../validation.ts";

/** One page of rows. The cursor holds the position, and what it belongs to. */
export function pageOf<T>(query: Query, rows: readonly T[], limit: number, scope: string): ReportPageJson<T> {
  const start = positionIn(query, scope);
  const end = start + limit;
  const more = end < rows.length;
  return { data: rows.slice(start, end), has_more: more, next_page: more ? tokenOf(end, scope) : null };
}

function tokenOf(position: number, scope: string): string {
  return `page_${Buffer.from(JSON.stringify([position, scope])).toString("base64url")}`;
}

function positionIn(query: Query, scope: string): number {
  const token = query.text("page");
  if (token === undefined) return 0;
  for (const match of /^page_([\w-]+)$/.exec(token)?.slice(1) ?? []) {
    const [position, of] = parsed(Buffer.from(match, "base64url").toString("utf8"));
    if (of !== undefined && of !== scope) {
      throw new ValidationError("page", "cursor does not match current query parameters");
    }
    if (typeof position === "number") return position;
  }
  throw new ValidationError("page", "Input should be the next_page of an earlier response");
}

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
