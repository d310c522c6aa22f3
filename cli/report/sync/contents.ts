import { UserError } from "../../../provider/errors.ts";
import { enumerated } from "../../output/phrases.ts";
import { columnsBy, metricsOf } from "../columns.ts";
import { dataColumns } from "../data.ts";
import { isTime, type Query, type SourceOption, titles } from "../query.ts";
import type { Contents, State } from "./state.ts";
import type { Target } from "./target.ts";

/** The contents of a file for a query. */
export function contentsOf(query: Query, { format }: Target): Contents {
  const { report, by, filters } = query;
  const [source] = query.sources;
  const columns = dataColumns({ by: columnsBy(query), metrics: metricsOf(query), source });
  return {
    report,
    // The day or hour is the first column, regardless of its position in `--by`.
    by: [...by.filter(isTime), ...by.filter((each) => !isTime(each))],
    filters: Object.fromEntries(
      Object.entries(filters).map(([name, values]) => [
        name,
        [...new Set(values.map((value) => value.trim()))].toSorted(),
      ]),
    ),
    format,
    columns: columns.map(({ key }) => key),
  };
}

/** Throws an error if a file contains rows of another query. Mixing them would silently corrupt the file. */
export function mustHaveSameContents(
  { name }: Target,
  state: State,
  contents: Contents,
  source: SourceOption | undefined,
): void {
  const difference = differenceOf(state, contents, source);
  if (difference === undefined) return;
  throw new UserError(
    `cannot continue ${name}: ${difference}. Use the options of the first run, or name another file.`,
  );
}

function differenceOf(
  { contents: before, source: from }: State,
  contents: Contents,
  source: SourceOption | undefined,
): string | undefined {
  const { report } = before;
  if (report !== contents.report) {
    return `it has the ${titleOf(report)}, not the ${titleOf(contents.report)}`;
  }
  if (!equal(before.by, contents.by)) {
    return `its rows are by ${enumerated(before.by)}, not by ${enumerated(contents.by)}`;
  }
  const filters = new Set([...Object.keys(before.filters), ...Object.keys(contents.filters)]);
  for (const filter of filters) {
    const [was, is] = [before.filters[filter] ?? [], contents.filters[filter] ?? []];
    if (!equal(was, is)) return `its rows have ${only(filter, was)}, not ${only(filter, is)}`;
  }
  if (source !== undefined && source !== from) {
    return `its rows are from ${from}, not from ${source}`;
  }
  if (before.format !== contents.format) return `its format is ${before.format}, not ${contents.format}`;
  if (equal(before.columns, contents.columns)) return undefined;
  return "this version of the package has different columns for this report";
}

function titleOf(report: string): string {
  return Object.entries(titles).find(([name]) => name === report)?.[1] ?? report;
}

function only(filter: string, values: readonly string[]): string {
  return values.length === 0 ? `every ${filter}` : `only the ${filter} ${enumerated(values)}`;
}

function equal(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Throws an error if a file has the rows of another organization. */
export function mustBeSameOrganization({ name }: Target, state: State, organization: string): void {
  if (state.organization === organization) return;
  throw new UserError(
    `cannot continue ${name}: it has the rows of organization ${state.organization}, and the key belongs to ${organization}. Use a key of that organization, or name another file.`,
  );
}
