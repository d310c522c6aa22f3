import { lstat, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { SavedEmulator } from "../../emulator/index.ts";
import { UserError } from "../../provider/errors.ts";
import { diskError, hasCode, readIfExists, replaceFileNow } from "../output/disk.ts";
import { newFileMode } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { Lock } from "../output/lock.ts";

/** A file with the state of an emulator. Only one emulator at a time has it open. */
export interface StateFile {
  /** The state in the file. Undefined if the file is new. */
  readonly saved: SavedEmulator | undefined;
  /** Replaces the content of the file. It survives a crash as soon as this returns. */
  save(saved: SavedEmulator): void;
  /** Lets another emulator open the file. */
  close(): Promise<void>;
}

/** Opens the file of `--state`. It need not exist, but its folder must. */
export async function openStateFile({ cwd }: Pick<Io, "cwd">, name: string): Promise<StateFile> {
  const path = await pathOf(resolve(cwd, name), name);
  const target = {
    name,
    folder: join(dirname(path), `.${basename(path)}.lock`),
    busy: { doing: "using", advice: "Stop that emulator, or name another file." },
  };
  try {
    const lock = await Lock.acquire(target);
    try {
      const text = await readIfExists(path);
      const mode = text === undefined ? newFileMode : (await stat(path)).mode & 0o777;
      return {
        saved: text === undefined ? undefined : parsed(text, name),
        save(saved) {
          try {
            lock.confirmNow();
            replaceFileNow(path, `${JSON.stringify(saved)}\n`, mode);
          } catch (error) {
            throw diskError(name, error);
          }
        },
        close: () => lock.release(),
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw diskError(name, error);
  }
}

/** The path without symbolic links, so that two links to one file have the same lock. */
async function pathOf(given: string, name: string): Promise<string> {
  const folder = await realpath(dirname(given)).catch((error: unknown) => {
    if (!hasCode(error, "ENOENT", "ENOTDIR")) throw error;
    throw new UserError(`cannot write ${name}: the folder ${dirname(name)} does not exist. Create it.`);
  });
  const beside = join(folder, basename(given));
  const found = await lstat(beside).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  });
  if (found?.isSymbolicLink() === true) return await realpath(beside);
  if (found?.isFile() === false) {
    throw new UserError(`cannot write ${name}: it is not a regular file. Name another file.`);
  }
  return beside;
}

/** The emulator checks the content. */
function parsed(text: string, name: string): SavedEmulator {
  try {
    return JSON.parse(text) as SavedEmulator;
  } catch {
    throw new UserError(
      `cannot read ${name}: it is not JSON. Restore the file, or move it away to start a new organization.`,
    );
  }
}
