import { access, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "./io.ts";

/** Returns the files that exist. */
export async function existing({ cwd }: Io, files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const exists = await access(resolve(cwd, file)).then(
      () => true,
      () => false,
    );
    if (exists) found.push(file);
  }
  return found;
}

/** Throws when one of the files exists, unless `force` is set. */
export async function mustBeNew(
  io: Io,
  files: readonly string[],
  force: boolean,
  advice = "Name another file, or overwrite it with --force.",
): Promise<void> {
  const [first] = force ? [] : await existing(io, files);
  if (first !== undefined) throw alreadyExists(first, advice);
}

/** The mode of new files: they can contain email addresses, so only their owner can read them. A file that exists keeps its mode. */
export const newFileMode = 0o600;

/** Writes a file. */
export async function writeText(io: Io, file: string, text: string): Promise<void> {
  await writeNew(io, file, text, true);
}

/** Writes a file. Overwrites an existing file only with `force`. */
export async function writeNew({ cwd }: Io, file: string, text: string, force: boolean): Promise<void> {
  const options = { flag: force ? "w" : "wx", mode: newFileMode };
  await writeFile(resolve(cwd, file), text, options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw alreadyExists(file, "Name another file.");
    throw new UserError(`cannot write ${file}: ${error.message}. Check the path and its permissions.`);
  });
}

function alreadyExists(file: string, advice: string): UserError {
  return new UserError(`cannot write ${file}: the file exists. Nothing was written. ${advice}`);
}

/** Reads a text file that an option names. `description` is for messages, as in "the snapshot before.json". */
export async function readInput(
  { cwd }: Pick<Io, "cwd">,
  file: string,
  description: string,
): Promise<string> {
  return await readFile(resolve(cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === "ENOENT" ? "the file does not exist" : error.message;
    throw new UserError(`cannot read ${description}: ${reason}. Check the path.`);
  });
}

/** The specifier by which another file of the program imports this one. Only ES modules have the file extension. */
export async function specifierOf({ cwd }: Io, file: string): Promise<string> {
  const manifest = await readFile(join(cwd, "package.json"), "utf8").catch(() => "");
  const isModule = /"type"\s*:\s*"module"/.test(manifest);
  return isModule ? `./${file}` : `./${file.replace(/\.ts$/, "")}`;
}
