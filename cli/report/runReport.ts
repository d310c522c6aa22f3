import type { Io } from "../output/io.ts";
import { reportCsv, reportJsonLines } from "./data.ts";
import { reportMarkdown } from "./markdown.ts";
import type { PeriodOptions } from "./period.ts";
import type { Format, QueryOptions, ReportName } from "./query.ts";
import { sourceLine } from "./report.ts";
import { ReportReader } from "./reportReader.ts";
import { reportText } from "./text.ts";

/** The options of `pulumi-anthropic report`. */
export interface ReportOptions extends QueryOptions, PeriodOptions {
  /** A table, if undefined. */
  readonly format?: Format;
}

/** Reads a report and prints it. Sends no write, and needs no stack. */
export async function runReport(io: Io, name: ReportName, options: ReportOptions): Promise<void> {
  const reader = await ReportReader.open(io, name, options);
  const report = await reader.report(reader.query, await reader.read());
  io.progress(sourceLine(report));
  if (options.format === "csv") io.write(reportCsv(report));
  else if (options.format === "jsonl") io.write(reportJsonLines(report));
  else io.print(options.format === "markdown" ? reportMarkdown(report) : reportText(report));
}
