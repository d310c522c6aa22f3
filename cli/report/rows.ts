import { compareAmounts, Money, onlyCurrency } from "../../provider/api/reports/money.ts";
import { spanTimes } from "../../provider/api/reports/span.ts";
import type { ReportNames } from "../../provider/functions/reportNames.ts";
import { compareTexts } from "../output/order.ts";
import { type Column, columnsBy, mainMetric, metricsOf } from "./columns.ts";
import type { Entry, Reading } from "./entry.ts";
import { type Dimension, doing, isTime, type Query } from "./query.ts";

/** The values of a row by column key. A value that the source does not have is undefined. */
export type Row = Readonly<Record<string, number | string | undefined>>;

/** The rows of a report and their sums. */
export interface Rows {
  readonly by: readonly Column[];
  readonly metrics: readonly Column[];
  readonly rows: readonly Row[];
  /** The sum of all rows for each metric. */
  readonly totals: Row;
  /** The currency code of all amounts. */
  readonly currency: string;
}

/** Adds up the entries that have the same dimensions, names them and sorts them. */
export function rowsOf(query: Query, { entries, span }: Reading, names: ReportNames): Rows {
  const by = columnsBy(query);
  const metrics = metricsOf(query);
  const whole = spanTimes(span);
  const groups = new Map<string, { readonly entry: Entry; readonly entries: Entry[] }>();
  for (const entry of entries) {
    const key = JSON.stringify(query.by.map((dimension) => identityOf(entry, dimension)));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { entry, entries: [entry] });
    else group.entries.push(entry);
  }
  const currencies = entries.flatMap((entry) => entry.currency ?? []);
  const currency = onlyCurrency(currencies, doing(query.report));
  const rows = [...groups.values()].map(({ entry, entries }): Row => {
    const { startingAt, endingAt } = query.by.some(isTime) ? entry : whole;
    const cells: Row = {
      day: startingAt.slice(0, 10),
      hour: startingAt.slice(0, 16).replace("T", " "),
      workspaceId: entry.workspaceId,
      workspaceName: entry.workspaceId === undefined ? undefined : names.workspace(entry.workspaceId),
      model: entry.model,
      apiKeyId: entry.apiKeyId,
      apiKeyName: entry.apiKeyName ?? names.apiKey(entry.apiKeyId),
      userId: entry.userId,
      userEmail: entry.userEmail ?? names.userEmail(entry.userId),
      serviceAccountId: entry.serviceAccountId,
    };
    return {
      startingAt,
      endingAt,
      ...Object.fromEntries(by.map(({ key }) => [key, cells[key]])),
      ...sumsOf(metrics, entries),
    };
  });
  return {
    by,
    metrics,
    rows: rows.toSorted(orderOf(query, by)),
    totals: sumsOf(metrics, entries),
    currency,
  };
}

function identityOf(entry: Entry, dimension: Dimension): string | undefined {
  switch (dimension) {
    case "day":
    case "hour":
      return entry.startingAt;
    case "workspace":
      return entry.workspaceId;
    case "model":
      return entry.model;
    case "api-key":
      return entry.apiKeyId ?? entry.apiKeyName;
    case "user":
      return entry.userId ?? entry.userEmail;
    case "service-account":
      return entry.serviceAccountId;
  }
}

/** A sum is undefined if one of its values is undefined. */
function sumsOf(metrics: readonly Column[], entries: readonly Entry[]): Row {
  return Object.fromEntries(
    metrics.map(({ key, type }) => [
      key,
      type === "amount" ? amountSum(key, entries) : countSum(key, entries),
    ]),
  );
}

function amountSum(key: string, entries: readonly Entry[]): string | undefined {
  const sum = new Money();
  for (const { values } of entries) {
    const value = values[key];
    if (value === undefined) return undefined;
    sum.add(String(value));
  }
  return sum.text;
}

function countSum(key: string, entries: readonly Entry[]): number | undefined {
  let sum = 0;
  for (const { values } of entries) {
    const value = values[key];
    if (value === undefined) return undefined;
    sum += Number(value);
  }
  return sum;
}

/** Sorts by day or hour, then by the main metric in descending order, then by name and ID. */
function orderOf(query: Query, by: readonly Column[]): (one: Row, other: Row) => number {
  const metric = mainMetric(query);
  return (one, other) => {
    const days = compareCells(one["startingAt"], other["startingAt"]);
    if (days !== 0) return days;
    const values = compareAmounts(String(other[metric]), String(one[metric]));
    if (values !== 0) return values;
    for (const { key } of by) {
      const texts = compareCells(one[key], other[key]);
      if (texts !== 0) return texts;
    }
    return 0;
  };
}

/** Undefined values are last. */
function compareCells(one: Row[string], other: Row[string]): number {
  if (one === undefined || other === undefined)
    return Number(one === undefined) - Number(other === undefined);
  return compareTexts(String(one), String(other));
}
