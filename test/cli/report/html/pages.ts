import { mainMetric } from "../../../../cli/report/columns.ts";
import type { Entry } from "../../../../cli/report/entry.ts";
import type { PageData } from "../../../../cli/report/html/readPage.ts";
import { type Dimension, type QueryOptions, queryOf, type ReportName } from "../../../../cli/report/query.ts";
import type { Report } from "../../../../cli/report/report.ts";
import { rowsOf } from "../../../../cli/report/rows.ts";

const day = 86_400_000;
const from = Date.parse("2026-11-02");

/** The middle of the last day, up to which the data is complete. */
export const pageNow = Date.parse("2026-11-04T12:00:00Z");

const names = {
  workspace: (id: string | undefined) => ({ wrkspc_1: "Alpha", wrkspc_2: "Beta" })[id ?? ""],
  apiKey: () => undefined,
  userEmail: () => undefined,
  userName: () => undefined,
};

/** An entry of a day after 2026-11-02. */
export function entryOn(dayOffset: number, entry: Partial<Entry> & Pick<Entry, "values">): Entry {
  const start = from + dayOffset * day;
  const time = (moment: number) => new Date(moment).toISOString().replace(".000Z", "Z");
  return { startingAt: time(start), endingAt: time(start + day), currency: "USD", ...entry };
}

/** The cost of a workspace on a day. */
export function costOn(dayOffset: number, workspaceId: string | undefined, amount: string): Entry {
  return entryOn(dayOffset, { workspaceId, values: { amount, listAmount: amount } });
}

/** A report of these entries from 2026-11-02 to the middle of 2026-11-04, or for the given number of days. */
export function reportOf(
  name: ReportName,
  by: readonly Dimension[],
  entries: readonly Entry[],
  { days = 2.5, ...options }: QueryOptions & { readonly days?: number } = {},
): Report {
  const span = { from, to: from + days * day };
  const refreshedAt = new Date(from + days * day).toISOString();
  const query = queryOf(name, { ...options, by });
  const source = query.sources[0];
  const rows = rowsOf(query, { entries, span, refreshedAt }, names);
  return { name, source, organization: "0b5ad6ab", span, refreshedAt, ...rows };
}

/** The data of a page with only the report by day. */
export function pageData(
  name: ReportName,
  by: readonly Dimension[],
  entries: readonly Entry[],
  overrides: Partial<PageData> = {},
  options: QueryOptions & { readonly days?: number } = {},
): PageData {
  const query = queryOf(name, { ...options, by });
  const daily = reportOf(name, ["day", ...by], entries, options);
  const { to } = daily.span;
  return {
    query,
    period: { from, until: undefined, now: to },
    time: "day",
    by,
    metric: mainMetric(query),
    daily,
    total: reportOf(name, by, entries, options),
    rankings: [],
    usage: undefined,
    completeUntil: to,
    completeDays: { from, to: Math.floor(to / day) * day },
    previous: undefined,
    notes: [],
    ...overrides,
  };
}
