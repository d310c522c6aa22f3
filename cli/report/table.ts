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

/** Pads an amount with zeros, and adds thousands separators. */
function withDecimals(amount: string, decimals: number): string {
  const [whole = "", fraction = ""] = amount.split(".");
  return `${grouped(whole)}.${fraction.padEnd(decimals, "0")}`;
}

/** `1,234,567`. */
export function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}
