import { hasSecret, jsonText, oneLine } from "../../provider/api/foreignText.ts";
import { csv, csvText } from "../output/csv.ts";
import type { Column } from "./columns.ts";
import type { Report } from "./report.ts";
import type { Row } from "./rows.ts";

/** The columns of CSV and JSON Lines. They depend only on the report and its dimensions. Each row is self-contained. */
function dataColumns({ by, metrics, source }: Report): Column[] {
  const text = (key: string): Column => ({ key, title: key, type: "text" });
  const hasAmount = metrics.some(({ type }) => type === "amount");
  return [
    ...["startingAt", "endingAt"].map(text),
    ...by.filter(({ key }) => key !== "day" && key !== "hour"),
    ...metrics,
    ...(hasAmount ? [text("currency")] : []),
    ...(source === "claude-code" ? [] : [text("source")]),
  ];
}

function dataRows({ rows, currency, source }: Report): Row[] {
  return rows.map((row) => ({ ...row, currency, source }));
}

/** The report as CSV with a header line. A missing value is an empty field. */
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

/** The report as JSON Lines. Counts are numbers, amounts are strings, and a missing value is `null`. */
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
