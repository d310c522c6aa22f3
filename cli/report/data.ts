import { recordsCsv, recordsCsvLines, recordsJsonLines } from "../output/records.ts";
import type { Column } from "./columns.ts";
import type { Report } from "./report.ts";
import type { Row } from "./rows.ts";

/** The columns of CSV and JSON Lines. They depend only on the report and its dimensions. Each row is self-contained. */
export function dataColumns({ by, metrics, source }: Pick<Report, "by" | "metrics" | "source">): Column[] {
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
  return recordsCsv(dataColumns(report), dataRows(report));
}

/** The lines of the CSV without the header. */
export function reportCsvRows(report: Report): string {
  return recordsCsvLines(dataColumns(report), dataRows(report));
}

/** The report as JSON Lines. Counts are numbers, amounts are strings, and a missing value is `null`. */
export function reportJsonLines(report: Report): string {
  return recordsJsonLines(dataColumns(report), dataRows(report));
}
