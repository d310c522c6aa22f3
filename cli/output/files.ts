import { access, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "./io.ts";

/** Those of these files that are there already. */
export async function present({ cwd }: Io, files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const there = await access(resolve(cwd, file)).then(
      () => true,
      () => false,
    );
    if (there) found.push(file);
  }
  return found;
}

/** Refuses to write where something is already, unless told to. */
export async function mustBeNew(
  io: Io,
  files: readonly string[],
  force: boolean,
  advice = "Name another file, or overwrite it with --force.",
): Promise<void> {
  const [first] = force ? [] : await present(io, files);
  if (first !== undefined) throw thereAlready(first, advice);
}

/** Writes a file, and only with `force` over one that is there. */
export async function writeNew({ cwd }: Io, file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(resolve(cwd, file), text, { flag: force ? "w" : "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "EEXIST") throw thereAlready(file, "Name another file.");
    throw new UserError(`cannot write ${file}: ${error.message}.`);
  }
}

function thereAlready(file: string, advice: string): UserError {
  return new UserError(`${file} is there already, and is left unchanged. Nothing was written. ${advice}`);
}

/** How another file of the program imports this one: only Node.js itself wants to know its ending. */
export async function specifierOf({ cwd }: Io, file: string): Promise<string> {
  const manifest = await readFile(join(cwd, "package.json"), "utf8").catch(() => "");
  const isModule = /"type"\s*:\s*"module"/.test(manifest);
  return isModule ? `./${file}` : `./${file.replace(/\.ts$/, "")}`;
}
