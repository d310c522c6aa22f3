import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { jsonText } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "../output/io.ts";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./markdown.ts";
import { matrixOf } from "./matrix.ts";
import { Redactor } from "./redact.ts";
import { type DriftOptions, reportDrift } from "./reportDrift.ts";
import { reportText } from "./text.ts";

/** Where the report goes, beside the terminal; `-` is standard output, instead of the text. */
export interface Outputs {
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly html: string | undefined;
  readonly redact: boolean;
}

/** Makes the report, and writes it in the forms that are asked for. Answers whether there is drift. */
export async function runDrift(io: Io, options: DriftOptions & Outputs): Promise<boolean> {
  const { json, markdown, html, redact } = options;
  if ([json, markdown, html].filter((file) => file === "-").length > 1) {
    throw new UserError("Only one form of the report can go to standard output. Nothing was read.");
  }
  const { report: whole, scene } = await reportDrift(io, options);
  const redactor = redact ? new Redactor(scene.organization) : undefined;
  const report = redactor?.report(whole) ?? whole;
  const forms: readonly (readonly [string | undefined, () => string])[] = [
    [json, () => jsonText(report, 2)],
    [markdown, () => reportMarkdown(report)],
    [html, () => reportHtml(report, matrixOf(scene, whole, redactor))],
  ];
  for (const [file, form] of forms) if (file !== undefined && file !== "-") await write(io, file, form());
  const printed = forms.find(([file]) => file === "-");
  io.print(printed === undefined ? reportText(report) : printed[1]());
  return report.drift;
}

async function write({ cwd }: Io, file: string, text: string): Promise<void> {
  try {
    await writeFile(resolve(cwd, file), `${text}\n`);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new UserError(`cannot write ${file}: ${error.message}.`);
  }
}
