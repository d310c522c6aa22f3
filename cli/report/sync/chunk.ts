import { incomplete } from "../../../provider/api/reports/pages.ts";
import { type BucketWidth, bucketLength, ceilTo, type Span } from "../../../provider/api/reports/span.ts";
import { reportCsvRows, reportJsonLines } from "../data.ts";
import { doing } from "../query.ts";
import type { Report } from "../report.ts";
import { finalEnd } from "./ranges.ts";
import type { Chunk } from "./rowsFile.ts";
import type { DataFormat } from "./target.ts";

const textOf: Readonly<Record<DataFormat, (report: Report) => string>> = {
  csv: reportCsvRows,
  jsonl: reportJsonLines,
};

/** The rows of a range in order of time. A report has each combination of a bucket and dimensions once. */
export function chunkOf(
  report: Report,
  range: Span,
  { format, width, now }: { readonly format: DataFormat; readonly width: BucketWidth; readonly now: number },
): Chunk {
  const { refreshedAt } = report;
  const refreshed = refreshedAt === undefined ? undefined : Date.parse(refreshedAt);
  const to = ceilTo(Math.max(report.span.to, range.to), bucketLength[width]);
  const finalTo = finalEnd({ from: range.from, to }, width, now, refreshed);
  const startOf = (row: Report["rows"][number]) => Date.parse(String(row["startingAt"]));
  const outside = report.rows.find((row) => startOf(row) < range.from || startOf(row) >= to);
  if (outside !== undefined) {
    throw incomplete(
      doing(report.name),
      `the API returned a row for ${outside["startingAt"]}, which was not requested`,
      undefined,
    );
  }
  const final = report.rows.filter((row) => startOf(row) < finalTo);
  // The rows are sorted by time.
  const open = report.rows.slice(final.length);
  const part = (rows: Report["rows"]) => ({ text: textOf[format]({ ...report, rows }), rows: rows.length });
  return { final: part(final), open: part(open), finalTo, readTo: to };
}
