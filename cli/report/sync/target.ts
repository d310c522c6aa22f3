import { lstat, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { UserError } from "../../../provider/errors.ts";
import { newFileMode } from "../../output/files.ts";
import type { Io } from "../../output/io.ts";
import type { Format } from "../query.ts";

/** The formats of a synced file. */
export type DataFormat = Extract<Format, "csv" | "jsonl">;

/** A file that is synced, and the folder beside it with the state of the sync. */
export interface Target {
  /** The file as `--out` names it, for messages. */
  readonly name: string;
  /** The path without symbolic links, so that two links to one file share its state. */
  readonly path: string;
  /** The folder with the state, the rows of an unfinished run, and the lock. */
  readonly folder: string;
  readonly format: DataFormat;
  /** The permissions of the file: the existing ones, or read and write for its owner. */
  readonly mode: number;
}

const formatByEnding: Readonly<Record<string, DataFormat>> = {
  ".csv": "csv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

/** Checks that a file can be synced. Does not write. */
export async function targetOf({ cwd }: Io, name: string, format: Format | undefined): Promise<Target> {
  const refuse = (why: string) => new UserError(`cannot write ${name}: ${why}`);
  const dataFormat = formatOf(name, format, refuse);
  const given = resolve(cwd, name);
  const parent = await realpath(dirname(given)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    throw refuse(`the folder ${dirname(name)} does not exist. Create it.`);
  });
  const beside = join(parent, basename(given));
  const isLink = (await existing(lstat(beside)))?.isSymbolicLink() === true;
  const path = !isLink ? beside : await existing(realpath(beside));
  if (path === undefined) {
    throw refuse(
      "it is a symbolic link to a file that does not exist. Remove the link, or name another file.",
    );
  }
  const found = await existing(stat(path));
  if (found !== undefined && !found.isFile()) throw refuse("it is not a regular file. Name another file.");
  // Checks the mode, because a superuser can write a read-only file.
  if (found !== undefined && (found.mode & 0o222) === 0) {
    throw refuse("the file is read-only. Make it writable, or name another file.");
  }
  const folder = `${path}.sync`;
  if ((await existing(lstat(folder)))?.isDirectory() === false) {
    throw refuse(`${basename(folder)} beside it is not a folder. Remove it, or name another file.`);
  }
  const mode = found === undefined ? newFileMode : found.mode & 0o777;
  return { name, path, folder, format: dataFormat, mode };
}

function formatOf(name: string, format: Format | undefined, refuse: (why: string) => UserError): DataFormat {
  if (name.trim() === "" || name === "-") {
    throw refuse("`--out` must name a file. To print the report, omit the option.");
  }
  if (format === "csv" || format === "jsonl") return format;
  if (format !== undefined)
    throw refuse(`\`--out\` does not support the format ${format}. Use csv or jsonl.`);
  const known = formatByEnding[extname(name).toLowerCase()];
  if (known !== undefined) return known;
  throw refuse("its extension does not determine the format. Use .csv or .jsonl, or add `--format`.");
}

async function existing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
