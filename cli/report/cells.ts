import type { Column } from "./columns.ts";
import type { Report } from "./report.ts";
import type { Row } from "./rows.ts";

/** The cells of a report for people: numbers with separators, amounts with equally many decimals. */
export interface Grid {
  readonly columns: readonly Column[];
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly totals: readonly string[];
}

/** Leaves out metrics of which no row has a value: the origin does not have them. */
export function gridOf({ by, metrics, rows, totals, currency }: Report): Grid {
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
  if (type === "count") return (row) => grouped(String(row[key] ?? ""));
  if (type === "amount") {
    const decimals = rows.reduce((most, row) => Math.max(most, decimalsOf(String(row[key] ?? ""))), 2);
    return (row) => (row[key] === undefined ? "" : withDecimals(String(row[key]), decimals));
  }
  return (row) => {
    const isNone = identity !== undefined && row[identity] === undefined;
    return String(row[key] ?? (isNone ? "(none)" : ""));
  };
}

function decimalsOf(amount: string): number {
  return (amount.split(".")[1] ?? "").length;
}

/** The same amount with zeros at its end. */
function withDecimals(amount: string, decimals: number): string {
  const [whole = "", fraction = ""] = amount.split(".");
  return `${grouped(whole)}.${fraction.padEnd(decimals, "0")}`;
}

/** `1,234,567`. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}
