import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UserError } from "../../provider/errors.ts";
import { writeText } from "./files.ts";
import type { Io } from "./io.ts";

/** A report in one format, and the file that an option names for it. `-` is standard output. */
export interface Output {
  readonly file: string | undefined;
  readonly text: () => string;
}

/** Throws when more than one format would go to standard output. */
export function mustHaveOneStandardOutput(files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === "-").length > 1) {
    throw new UserError(
      "cannot write the report: only one format can go to standard output. Name a file for the others.",
    );
  }
}

/** Throws when a file cannot be written, before a long report is read for it. Neither creates nor changes the file. */
export async function mustBeWritable({ cwd }: Io, file: string): Promise<void> {
  if (file === "-") return;
  const target = resolve(cwd, file);
  const isFolder = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw new UserError(`cannot write ${file}: it is a folder. Name a file.`);
  const folder = await stat(dirname(target)).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new UserError(
      `cannot write ${file}: its folder does not exist. Create the folder, or name another file.`,
    );
  }
}

/** Writes a report to a file that an option names, and says so. */
export async function writeReport(io: Io, file: string, text: string): Promise<void> {
  await writeText(io, file, text);
  io.progress(`Wrote ${file}.`);
}

/** Writes a report in each format that has a file, and prints one: the format for standard output, or else `text`. */
export async function writeReports(io: Io, text: () => string, outputs: readonly Output[]): Promise<void> {
  for (const output of outputs) {
    const { file } = output;
    if (file === undefined || file === "-") continue;
    await writeReport(io, file, `${output.text()}\n`);
  }
  io.print((outputs.find(({ file }) => file === "-")?.text ?? text)());
}
