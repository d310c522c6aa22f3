import { Money } from "../../../provider/api/reports/money.ts";
import { bucketLength, floorTo } from "../../../provider/api/reports/span.ts";
import { compareTexts } from "../../output/order.ts";
import type { TimeDimension } from "../query.ts";
import type { Report } from "../report.ts";
import type { Row } from "../rows.ts";

/** A combination of dimensions, such as a workspace. */
export interface Group {
  readonly key: string;
  readonly label: string;
  /** The IDs of the objects. Undefined for dimensions without IDs, such as the model. */
  readonly id: string | undefined;
  readonly row: Row;
}

/** The groups of a report without days, in the order of its rows. */
export function groupsOf(report: Report): Group[] {
  const groups = report.rows.map((row) => ({ ...nameOf(report, row), key: keyOf(report, row), row }));
  const counts = new Map<string, number>();
  for (const { label } of groups) counts.set(label, (counts.get(label) ?? 0) + 1);
  return groups.map((group) => {
    const isUnique = counts.get(group.label) === 1;
    return isUnique || group.id === undefined ? group : { ...group, label: `${group.label} (${group.id})` };
  });
}

/** The dimensions of a row other than the time. */
function keyOf({ by }: Report, row: Row): string {
  return JSON.stringify(
    by.filter(({ key }) => key !== "day" && key !== "hour").map(({ key }) => row[key] ?? null),
  );
}

function nameOf({ by, source }: Report, row: Row): Pick<Group, "label" | "id"> {
  const labels: string[] = [];
  const ids: string[] = [];
  for (const { key, identity, title } of by) {
    if (identity === undefined) continue;
    const name = row[key];
    const id = row[identity];
    // An actor of Claude Code is either a user or an API key.
    const isOther = source === "claude-code" && (key === "userEmail" || key === "apiKeyName");
    if (id !== undefined || !isOther)
      labels.push(String(name ?? id ?? `No ${title === "API key" ? title : title.toLowerCase()}`));
    if (id !== undefined && id !== name && name !== undefined) ids.push(String(id));
  }
  return {
    label: labels.length === 0 ? "(none)" : labels.join(" · "),
    id: ids.length === 0 ? undefined : ids.join(" · "),
  };
}

/** A day or hour, the values of the largest groups, and the exact sums of the other groups and of all. */
export interface Bucket {
  /** The start, in milliseconds since the epoch. */
  readonly from: number;
  /** The end, or the end of the period if that is earlier. */
  readonly to: number;
  readonly values: readonly string[];
  readonly others: string;
  readonly total: string;
}

/**
 * Adds up a metric of a report by day or hour, for each day or hour of its period, also for those without usage. A report by hour can
 * be added up by day.
 */
export function bucketsOf(
  report: Report,
  metric: string,
  { time = "day", largest = [] }: { readonly time?: TimeDimension; readonly largest?: readonly Group[] } = {},
): Bucket[] {
  const length = bucketLength[time === "day" ? "1d" : "1h"];
  const buckets = new Map<number, { readonly groups: Map<string, Money>; readonly total: Money }>();
  const { from, to } = report.span;
  for (let start = floorTo(from, length); start < to; start += length) {
    buckets.set(start, { groups: new Map(), total: new Money() });
  }
  for (const row of report.rows) {
    const bucket = buckets.get(floorTo(Date.parse(String(row["startingAt"])), length));
    const value = row[metric];
    if (bucket === undefined || value === undefined) continue;
    const key = keyOf(report, row);
    const sum = bucket.groups.get(key) ?? new Money();
    sum.add(String(value));
    bucket.groups.set(key, sum);
    bucket.total.add(String(value));
  }
  return [...buckets].map(([start, { groups, total }]) => {
    const others = new Money();
    const shown = new Set(largest.map(({ key }) => key));
    for (const [key, { text }] of groups) if (!shown.has(key)) others.add(text);
    return {
      from: start,
      to: Math.min(start + length, to),
      values: largest.map(({ key }) => groups.get(key)?.text ?? "0"),
      others: others.text,
      total: total.text,
    };
  });
}

/** The groups with the largest values of a metric. Credits are negative, and count by their amount. */
export function largestGroups(groups: readonly Group[], metric: string, most: number): Group[] {
  const size = ({ row }: Group) => Math.abs(Number(row[metric] ?? 0));
  return groups
    .toSorted((one, other) => size(other) - size(one) || compareTexts(one.key, other.key))
    .slice(0, most);
}
