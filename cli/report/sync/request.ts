import { UserError } from "../../../provider/errors.ts";
import { enumerated } from "../../output/phrases.ts";
import { columnsBy, metricsOf } from "../columns.ts";
import { dataColumns } from "../data.ts";
import { isTime, type Query, type SourceOption, titles } from "../query.ts";
import type { Request, State } from "./state.ts";
import type { Target } from "./target.ts";

/** The rows that a query has in a file. */
export function requestOf(query: Query, { format }: Target): Request {
  const { report, by, filters } = query;
  const [source] = query.sources;
  const columns = dataColumns({ by: columnsBy(query), metrics: metricsOf(query), source });
  return {
    report,
    // The day or hour is the first column wherever the option has it.
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

/** Throws an error if a file has the rows of another request. Mixed rows would be wrong without looking wrong. */
export function mustBeSameRequest(
  { name }: Target,
  state: State,
  request: Request,
  source: SourceOption | undefined,
): void {
  const difference = differenceOf(state, request, source);
  if (difference === undefined) return;
  throw new UserError(
    `cannot continue ${name}: ${difference}. Use the options of the first run, or name another file.`,
  );
}

function differenceOf(
  { request: before, source: from }: State,
  request: Request,
  source: SourceOption | undefined,
): string | undefined {
  const { report } = before;
  if (report !== request.report) {
    return `it has the ${titleOf(report)}, not the ${titleOf(request.report)}`;
  }
  if (!equal(before.by, request.by)) {
    return `its rows are by ${enumerated(before.by)}, not by ${enumerated(request.by)}`;
  }
  const filters = new Set([...Object.keys(before.filters), ...Object.keys(request.filters)]);
  for (const filter of filters) {
    const [was, is] = [before.filters[filter] ?? [], request.filters[filter] ?? []];
    if (!equal(was, is)) return `its rows have ${only(filter, was)}, not ${only(filter, is)}`;
  }
  if (source !== undefined && source !== from) {
    return `its rows are from ${from}, not from ${source}`;
  }
  if (before.format !== request.format) return `its format is ${before.format}, not ${request.format}`;
  if (equal(before.columns, request.columns)) return undefined;
  return "this version of the package has other columns for this report";
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
