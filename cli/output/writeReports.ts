import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../provider/errors.ts";
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

/** Writes a report in each format that has a file, and prints one: the format for standard output, or else `text`. */
export async function writeReports(io: Io, text: () => string, outputs: readonly Output[]): Promise<void> {
  for (const output of outputs) {
    const { file } = output;
    if (file === undefined || file === "-") continue;
    await writeFile(resolve(io.cwd, file), `${output.text()}\n`).catch((error: Error) => {
      throw new UserError(`cannot write ${file}: ${error.message}.`);
    });
  }
  io.print((outputs.find(({ file }) => file === "-")?.text ?? text)());
}
