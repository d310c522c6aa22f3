import type { Column } from "./columns.ts";
import type { Report } from "./report.ts";
import type { Row } from "./rows.ts";

/** A report as a formatted table: numbers with thousands separators, amounts with the same number of decimals. */
export interface Table {
  readonly columns: readonly Column[];
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly totals: readonly string[];
}

/** Omits metrics without a value in any row, because the source does not have them. */
export function tableOf({ by, metrics, rows, totals, currency }: Report): Table {
  const columns = [...by, ...metrics.filter(({ key }) => rows.some((row) => row[key] !== undefined))];
  const shown = columns.map((column) => formatterOf(column, [...rows, totals]));
  const totalCells = shown.map((format) => format(totals));
  return {
    columns,
    titles: columns.map(({ title, type }) => (type === "amount" ? `${title} (${currency})` : title)),
    rows: rows.map((row) => shown.map((format) => format(row))),
    totals: columns.map(({ type }, index) => {
      if (type !== "text") return totalCells[index] ?? "";
      return index === 0 ? "Total" : "";
    }),
  };
}

function formatterOf({ key, type, identity }: Column, rows: readonly Row[]): (row: Row) => string {
  if (type !== "text") {
    const format = formattedColumn(
      type,
      rows.map((row) => row[key]),
    );
    return (row) => format(row[key]);
  }
  return (row) => {
    const isNone = identity !== undefined && row[identity] === undefined;
    return String(row[key] ?? (isNone ? "(none)" : ""));
  };
}

/**
 * Formats the values of a column: thousands separators, and for `amount` as many decimals as the most precise value has, at least
 * two. No digit is lost.
 */
export function formattedColumn(
  type: "amount" | "count" | "percent",
  values: readonly Row[string][],
): (value: Row[string]) => string {
  if (type === "percent") return (value) => (value === undefined ? "" : `${value}%`);
  if (type === "count") return (value) => grouped(String(value ?? ""));
  const decimals = values.reduce<number>((most, value) => Math.max(most, decimalsOf(String(value ?? ""))), 2);
  return (value) => (value === undefined ? "" : withDecimals(String(value), decimals));
}

function decimalsOf(amount: string): number {
  return (amount.split(".")[1] ?? "").length;
}

/** Pads an amount with zeros, and adds thousands separators. */
function withDecimals(amount: string, decimals: number): string {
  const [whole = "", fraction = ""] = amount.split(".");
  return `${grouped(whole)}.${fraction.padEnd(decimals, "0")}`;
}

/** `1,234,567`. */
export function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}
