import { compareAmounts, Money } from "../../../provider/api/reports/money.ts";
import { bucketLength, dateText, timeText } from "../../../provider/api/reports/span.ts";
import { capitalized } from "../../output/phrases.ts";
import type { TimeDimension } from "../query.ts";
import type { Report } from "../report.ts";
import { cacheKeys, hitRate } from "./cache.ts";
import type { Chart, ChartRow, Color, ValueColumn } from "./chart.ts";
import { type Bucket, bucketsOf, type Group, groupsOf, largestGroups } from "./groups.ts";
import { compactCount, dayName, roundedAmount, timeName } from "./numbers.ts";
import type { PageData } from "./readPage.ts";

/** The number of groups with their own color. The others are combined in one gray part. */
const mostColors = 7;

/** The colors of groups by key, the same in all charts of a page: the largest groups in the main metric have one. */
export function groupColors({ total, metric }: PageData): ReadonlyMap<string, Color> {
  return new Map(largestOf({ total, metric }).map(({ key }, index) => [key, index + 1]));
}

function largestOf({ total, metric }: Pick<PageData, "total" | "metric">): Group[] {
  return largestGroups(groupsOf(total), metric, mostColors);
}

/** One bar per day or hour, with a segment for each of the largest groups. */
export function stackedDays(
  data: PageData,
  { metric, title, unit }: { readonly metric: string; readonly title: string; readonly unit: string },
): Chart {
  const { daily, total, time } = data;
  const shown = largestOf(data);
  const buckets = bucketsOf(daily, metric, { time, largest: shown });
  const type = typeOf(total, metric);
  const others = total.rows.length - shown.length;
  const columns: ValueColumn[] = shown.map(({ label }, index) => ({ title: label, type, color: index + 1 }));
  if (others > 0)
    columns.push({ title: others === 1 ? "1 other" : `${others} others`, type, color: "other" });
  const values = ({ values, others: rest, total }: Bucket) => [
    ...values,
    ...(others > 0 ? [rest] : []),
    total,
  ];
  return {
    title,
    note: highest(buckets, type, unit, time),
    kind: "times",
    unit,
    rowTitle: capitalized(time),
    columns: [...columns, { title: "Total", type }],
    rows: bucketRows(data, time, buckets, values),
    totals: sums(buckets.map(values)),
  };
}

/** The tokens of each day or hour by how they are billed. */
export function tokenTypes(data: PageData): Chart {
  const { daily, metric, time } = data;
  const types = [
    ["uncachedInputTokens", "Uncached input"],
    ["cacheReadInputTokens", "Cache read"],
    ["cacheWriteInputTokens", "Cache write"],
    ["outputTokens", "Output"],
  ] as const;
  const totals = bucketsOf(daily, metric, { time });
  const byType = types.map(([key]) => bucketsOf(daily, key, { time }));
  const values = ({ total }: Bucket, index: number) => [
    ...byType.map((buckets) => buckets[index]?.total ?? "0"),
    total,
  ];
  const columns = types.map(([, title], index): ValueColumn => ({ title, type: "count", color: index + 1 }));
  return {
    title: `Tokens per ${time} by type`,
    note: undefined,
    kind: "times",
    unit: "tokens",
    rowTitle: capitalized(time),
    columns: [...columns, { title: "Total", type: "count" }],
    rows: bucketRows(data, time, totals, values),
    totals: sums(totals.map(values)),
  };
}

/** The share of input tokens that are read from caches, by day or hour. */
export function cacheRate(data: PageData, report: Report): Chart {
  const keys = cacheKeys(report.name);
  const inputs = [keys.read, keys.write, keys.uncached];
  const time = report === data.daily ? data.time : "day";
  const [buckets = [], ...others] = inputs.map((key) => bucketsOf(report, key, { time }));
  const values = ({ total: read }: Bucket, index: number) => {
    const [write = "0", uncached = "0"] = others.map((each) => each[index]?.total ?? "0");
    const row = { [keys.read]: read, [keys.write]: write, [keys.uncached]: uncached };
    return [hitRate(row, keys), read, write, uncached];
  };
  return {
    title: `Cache hit rate per ${time}`,
    note: "The share of input tokens that are read from a prompt cache.",
    kind: "line",
    unit: "%",
    rowTitle: capitalized(time),
    columns: [
      { title: "Cache hit rate", type: "percent", color: 1 },
      { title: "Cache read", type: "count" },
      { title: "Cache write", type: "count" },
      { title: "Uncached input", type: "count" },
    ],
    rows: bucketRows(data, time, buckets, values),
    totals: [hitRate(report.totals, keys), ...inputs.map((key) => String(report.totals[key] ?? "0"))],
  };
}

export function typeOf({ metrics }: Report, metric: string): "amount" | "count" {
  return metrics.find(({ key }) => key === metric)?.type === "amount" ? "amount" : "count";
}

function bucketRows(
  { completeUntil }: PageData,
  time: TimeDimension,
  buckets: readonly Bucket[],
  values: (bucket: Bucket, index: number) => readonly (string | undefined)[],
): ChartRow[] {
  return buckets.map((bucket, index) => ({
    label: time === "day" ? dateText(bucket.from) : timeText(bucket.from).slice(0, 16).replace("T", " "),
    incomplete: bucket.to > completeUntil || bucket.to % bucketLength[time === "day" ? "1d" : "1h"] !== 0,
    values: values(bucket, index),
  }));
}

function highest(
  buckets: readonly Bucket[],
  type: "amount" | "count",
  unit: string,
  time: TimeDimension,
): string | undefined {
  const [first, ...others] = buckets;
  if (first === undefined) return undefined;
  const { from, total } = others.reduce(
    (most, bucket) => (compareAmounts(bucket.total, most.total) > 0 ? bucket : most),
    first,
  );
  if (compareAmounts(total, "0") <= 0) return undefined;
  const value = type === "amount" ? roundedAmount(total, unit) : `${compactCount(total)} ${unit}`;
  return `Highest on ${time === "day" ? dayName(from) : timeName(from)}: ${value}`;
}

/** The exact sums of columns. */
function sums(lines: readonly (readonly string[])[]): string[] {
  const columns: Money[] = [];
  for (const line of lines) {
    line.forEach((value, index) => {
      columns[index] ??= new Money();
      columns[index].add(value);
    });
  }
  return columns.map(({ text }) => text);
}
