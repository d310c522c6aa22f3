import type { Io } from "../output/io.ts";
import { mustBeWritable, writeReport } from "../output/writeReports.ts";
import { reportCsv, reportJsonLines } from "./data.ts";
import { reportPage } from "./html/page.ts";
import { dailyQuery, readPage } from "./html/readPage.ts";
import { reportMarkdown } from "./markdown.ts";
import type { PeriodOptions } from "./period.ts";
import type { Format, QueryOptions, ReportName } from "./query.ts";
import { type Report, sourceLine } from "./report.ts";
import { ReportReader } from "./reportReader.ts";
import { reportText } from "./text.ts";

/** The options of `pulumi-anthropic report`. */
export interface ReportOptions extends QueryOptions, PeriodOptions {
  /** A table, if undefined. */
  readonly format?: Format;
  /** The file for the page with charts. `-` prints the page instead of the report. */
  readonly html?: string;
}

/** Reads a report and prints it. Sends no write, and needs no stack. */
export async function runReport(io: Io, name: ReportName, options: ReportOptions): Promise<void> {
  const { html } = options;
  if (html !== undefined) await mustBeWritable(io, html);
  const reader = await ReportReader.open(io, name, options);
  const reading = await reader.read(html === undefined ? reader.query : dailyQuery(reader.query));
  const report = await reader.report(reader.query, reading);
  const page = html === undefined ? undefined : await reportPage(await readPage(io, reader, reading));
  io.progress(sourceLine(report));
  if (html !== undefined && page !== undefined) {
    if (html === "-") return io.write(page);
    await writeReport(io, html, page);
  }
  print(io, report, options.format);
}

function print(io: Io, report: Report, format: Format | undefined): void {
  if (format === "csv") io.write(reportCsv(report));
  else if (format === "jsonl") io.write(reportJsonLines(report));
  else io.print(format === "markdown" ? reportMarkdown(report) : reportText(report));
}
