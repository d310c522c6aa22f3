import { Money } from "../../../provider/api/reports/money.ts";
import type { Column } from "../columns.ts";
import type { Report } from "../report.ts";
import type { Row } from "../rows.ts";
import { cacheKeys, hitRate } from "./cache.ts";
import { type Chart, type ChartRow, mostBars, type ValueColumn } from "./chart.ts";
import { type Group, groupsOf, largestGroups } from "./groups.ts";
import { compactCount, roundedAmount } from "./numbers.ts";
import type { PageData } from "./readPage.ts";
import { groupColors, typeOf } from "./timeCharts.ts";

/** The maximum number of rows of a table, which limits the size of the page. The other groups are added up in one row. */
const mostRows = 250;

/** The heading of a ranking. */
interface Heading {
  /** The title of the column with the groups. */
  readonly by: string;
  readonly title: string;
  readonly note?: string | undefined;
}

/** A bar per group, for the main metric of the page. The table has all metrics of the report. */
export function ranking(data: PageData, report: Report, { by, title, note }: Heading): Chart {
  const { metric, total } = data;
  const present = report.metrics.filter(({ key }) => report.rows.some((row) => row[key] !== undefined));
  const metrics = present.toSorted((one, other) => Number(other.key === metric) - Number(one.key === metric));
  const keys = cacheKeys(report.name);
  const hasTokens = metrics.some(({ key }) => key === keys.read);
  const valuesOf = (row: Row) => [
    ...metrics.map(({ key }) => textOf(row[key])),
    ...(hasTokens ? [hitRate(row, keys)] : []),
  ];
  const columns: ValueColumn[] = metrics.map(({ key, title, type }) => ({
    title: type === "amount" ? `${title} (${report.currency})` : title,
    type: type === "amount" ? "amount" : "count",
    color: key === metric ? 1 : undefined,
  }));
  if (hasTokens) columns.push({ title: "Cache hit rate", type: "percent" });
  const colors = report === total ? groupColors(data) : undefined;
  const rows = limited(groupsOf(report), metrics, (group): ChartRow => {
    const color = colors === undefined ? 1 : colors.get(group.key);
    return { label: group.label, id: group.id, color: color ?? "other", values: valuesOf(group.row) };
  });
  return {
    title,
    note: [note, othersNote(report, metric)].filter((part) => part !== undefined).join(" ") || undefined,
    kind: "bars",
    unit: typeOf(report, metric) === "amount" ? report.currency : "tokens",
    rowTitle: by,
    columns,
    rows,
    totals: valuesOf(report.totals),
  };
}

/** Several bars per actor of Claude Code, such as added and removed lines. */
export function activity(
  { total }: PageData,
  {
    by,
    title,
    unit,
    metrics: keys,
  }: Heading & { readonly unit: string; readonly metrics: readonly string[] },
): Chart {
  const metrics = keys.flatMap((key) => total.metrics.filter((metric) => metric.key === key));
  const groups = largestGroups(groupsOf(total), keys[0] ?? "", Number.POSITIVE_INFINITY);
  const valuesOf = (row: Row) => metrics.map(({ key }) => textOf(row[key]));
  return {
    title,
    note: undefined,
    kind: "bars",
    unit,
    rowTitle: by,
    columns: metrics.map(({ title }, index) => ({ title, type: "count", color: index + 1 })),
    rows: limited(groups, metrics, ({ label, id, row }) => ({ label, id, values: valuesOf(row) })),
    totals: valuesOf(total.totals),
  };
}

/** The sum of the groups without a bar. */
function othersNote(report: Report, metric: string): string | undefined {
  const rest = groupsOf(report).slice(mostBars);
  if (rest.length === 0) return undefined;
  const sum = String(
    sumOf(
      rest,
      report.metrics.filter(({ key }) => key === metric),
    )[metric],
  );
  const value =
    typeOf(report, metric) === "amount" ? roundedAmount(sum, report.currency) : `${compactCount(sum)} tokens`;
  return `The ${mostBars} largest of ${report.rows.length}. The others: ${value}.`;
}

/** The rows of the first groups, and one row for the sum of the others. */
function limited(
  groups: readonly Group[],
  metrics: readonly Column[],
  rowOf: (group: Group) => ChartRow,
): ChartRow[] {
  const rest = groups.slice(mostRows);
  if (rest.length < 2) return groups.map(rowOf);
  const others = { key: "", label: `${rest.length} others`, id: undefined, row: sumOf(rest, metrics) };
  return [...groups.slice(0, mostRows), others].map(rowOf);
}

function sumOf(groups: readonly Group[], metrics: readonly Column[]): Row {
  return Object.fromEntries(
    metrics.map(({ key }) => {
      const sum = new Money();
      for (const { row } of groups) sum.add(String(row[key] ?? "0"));
      return [key, sum.text];
    }),
  );
}

function textOf(value: Row[string]): string | undefined {
  return value === undefined ? undefined : String(value);
}
