import { jsonText } from "../../provider/api/foreignText.ts";
import type { Io } from "../output/io.ts";
import { mustHaveOneStandardOutput, writeReports } from "../output/writeReports.ts";
import { accessOf } from "./access.ts";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./markdown.ts";
import { redactedReport, redactorFor } from "./redact.ts";
import { type DriftOptions, reportDrift } from "./reportDrift.ts";
import { reportText } from "./text.ts";

/** The options of `pulumi-anthropic drift` for its output: a file for each format. `-` prints it instead of the text. */
export interface OutputOptions {
  readonly json?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly redact?: boolean;
}

/** Writes the report in the requested formats. Returns whether there is drift. */
export async function runDrift(io: Io, options: DriftOptions & OutputOptions): Promise<boolean> {
  const { json, markdown, html, redact = false } = options;
  mustHaveOneStandardOutput([json, markdown, html]);
  const { report: whole, context } = await reportDrift(io, { ...options, rbacRoles: html !== undefined });
  const redactor = redact ? redactorFor(context.organization, whole) : undefined;
  const report = redactor === undefined ? whole : redactedReport(whole, redactor);
  await writeReports(io, () => reportText(report), [
    { file: json, text: () => jsonText(report, 2) },
    { file: markdown, text: () => reportMarkdown(report) },
    { file: html, text: () => reportHtml(report, accessOf(context, whole, redactor)) },
  ]);
  return report.drift;
}
