import { hasSecret, jsonText, oneLine } from "../../provider/api/foreignText.ts";
import { csv, csvText } from "../output/csv.ts";
import type { Column } from "./columns.ts";
import type { Report } from "./report.ts";
import type { Row } from "./rows.ts";

/** The columns of CSV and JSON Lines. They depend only on the report and its dimensions, and make each row complete by itself. */
function dataColumns({ by, metrics, origin }: Report): Column[] {
  const text = (key: string): Column => ({ key, title: key, type: "text" });
  const hasAmount = metrics.some(({ type }) => type === "amount");
  return [
    ...["startingAt", "endingAt"].map(text),
    ...by.filter(({ key }) => key !== "day"),
    ...metrics,
    ...(hasAmount ? [text("currency")] : []),
    ...(origin === "claude-code" ? [] : [text("source")]),
  ];
}

function dataRows({ rows, currency, origin }: Report): Row[] {
  return rows.map((row) => ({ ...row, currency, source: origin }));
}

/** The report as CSV with a header line. An empty cell means that there is no value. */
export function reportCsv(report: Report): string {
  const columns = dataColumns(report);
  const lines = dataRows(report).map((row) =>
    columns.map(({ key, type }) => {
      const value = String(row[key] ?? "");
      return type === "text" ? csvText(value) : value;
    }),
  );
  return csv([columns.map(({ key }) => key), ...lines]);
}

/** The report as JSON Lines: counts are numbers, amounts are strings, `null` means that there is no value. */
export function reportJsonLines(report: Report): string {
  const columns = dataColumns(report);
  return dataRows(report)
    .map((row) => {
      const entries = columns.map(({ key }) => {
        const value = row[key] ?? null;
        return [key, typeof value === "string" && hasSecret(value) ? oneLine(value) : value];
      });
      return `${jsonText(Object.fromEntries(entries))}\n`;
    })
    .join("");
}
