import { constants } from "node:fs";
import { chmod, copyFile, open, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../../provider/errors.ts";
import { hashOf, moveFile, sizeOf } from "../../output/disk.ts";
import { csvHeader } from "../../output/records.ts";
import type { Extent, State } from "./state.ts";
import type { Target } from "./target.ts";

/** The rows of a range, as text. */
export interface Chunk {
  /** Rows that can no longer change. */
  readonly final: { readonly text: string; readonly rows: number };
  /** Rows that the next run reads again. */
  readonly open: { readonly text: string; readonly rows: number };
  readonly finalTo: number;
  readonly readTo: number;
}

/** Identifies a version of a file. It differs after the content has changed. */
interface Identity {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * The rows of a run that has not ended. They begin with the final rows of the file, and replace the file as a whole when the run
 * ends. The file itself is never written to, so it is complete and valid at any time.
 */
export class RowsFile {
  readonly #target: Target;
  readonly #before: Identity | undefined;
  /** The header of a new file. */
  readonly #header: string;
  #extent: Extent;

  private constructor(target: Target, before: Identity | undefined, extent: Extent, header = "") {
    this.#target = target;
    this.#before = before;
    this.#extent = extent;
    this.#header = header;
  }

  get extent(): Extent {
    return this.#extent;
  }

  /** Starts after the final rows of an interrupted run, or else of the file, or else at `from` with a header. */
  static async open(
    target: Target,
    { state, before }: Checked,
    { from, columns }: { readonly from: number; readonly columns: readonly string[] },
  ): Promise<RowsFile> {
    const path = pathOf(target);
    const work = state?.work;
    const found = work === undefined ? undefined : await sizeOf(path);
    if (work !== undefined && (found ?? 0) >= work.finalBytes) {
      return new RowsFile(target, before, await cutTo(path, work));
    }
    await rm(path, { force: true });
    if (state?.file !== undefined) {
      await copyFile(target.path, path, constants.COPYFILE_FICLONE);
      // Otherwise, the copy may contain an edit that a later run would treat as final rows after the file was restored.
      await mustBeUnchanged(target, before);
      return new RowsFile(target, before, await cutTo(path, state.file));
    }
    const start = { bytes: 0, rows: 0, readTo: from, finalTo: from, finalBytes: 0, finalRows: 0 };
    return new RowsFile(target, before, start, target.format === "csv" ? csvHeader(columns) : "");
  }

  /** Adds the rows of the next range, and returns when they are on disk. */
  async append({ final, open: changing, finalTo, readTo }: Chunk): Promise<void> {
    const { bytes, rows, ...before } = this.#extent;
    const finalText = bytes === 0 ? `${this.#header}${final.text}` : final.text;
    const file = await open(pathOf(this.#target), "a", 0o600);
    try {
      await file.writeFile(`${finalText}${changing.text}`);
      await file.sync();
    } finally {
      await file.close();
    }
    const finalBytes = bytes + Buffer.byteLength(finalText);
    // Rows after an open bucket are open, too.
    const isFinal = before.finalTo === before.readTo;
    this.#extent = {
      ...before,
      bytes: finalBytes + Buffer.byteLength(changing.text),
      rows: rows + final.rows + changing.rows,
      readTo,
      ...(isFinal ? { finalTo, finalBytes, finalRows: rows + final.rows } : {}),
    };
  }

  /** The hash of all rows, for the state that is stored before `publish`. */
  async hash(): Promise<string> {
    return (await hashOf(pathOf(this.#target))) ?? "";
  }

  /** Replaces the file. Throws an error if someone has changed it since the run began. */
  async publish(): Promise<void> {
    const { path, mode } = this.#target;
    await mustBeUnchanged(this.#target, this.#before);
    await chmod(pathOf(this.#target), mode);
    await moveFile(pathOf(this.#target), path);
  }
}

function pathOf({ folder }: Target): string {
  return join(folder, "rows");
}

/** Removes the rows that can change, and a torn line of an interrupted write. */
async function cutTo(path: string, { finalTo, finalBytes, finalRows }: Extent): Promise<Extent> {
  await truncate(path, finalBytes);
  return { bytes: finalBytes, rows: finalRows, readTo: finalTo, finalTo, finalBytes, finalRows };
}

/** Throws an error if someone has changed the file since the run began. */
async function mustBeUnchanged({ name, path }: Target, before: Identity | undefined): Promise<void> {
  const now = await identityOf(path);
  if (JSON.stringify(now) === JSON.stringify(before)) return;
  throw new UserError(
    `cannot write ${name}: someone changed the file while the rows were read. Undo the change, and run the command again to continue.`,
  );
}

async function identityOf(path: string): Promise<Identity | undefined> {
  if ((await sizeOf(path)) === undefined) return undefined;
  const { ino, size, mtimeMs } = await stat(path);
  return { ino, size, mtimeMs };
}

/** The state of a file that is as the last run left it. */
export interface Checked {
  readonly state: State | undefined;
  readonly before: Identity | undefined;
}

/**
 * Compares the file with the state. Completes the state of a run that was killed after it had replaced the file. Throws an error if
 * someone else has changed, moved or written the file.
 */
export async function checkFile(target: Target, state: State | undefined): Promise<Checked> {
  const { name, path, folder } = target;
  const before = await identityOf(path);
  const hash = await hashOf(path);
  const refuse = (why: string) => new UserError(`cannot continue ${name}: ${why}`);
  if (hash === state?.file?.sha256) return { state, before };
  if (state?.work?.sha256 !== undefined && hash === state.work.sha256) {
    const { work, ...rest } = state;
    return { state: { ...rest, file: { ...work, sha256: hash } }, before };
  }
  if (hash === undefined) {
    throw refuse(
      `the file was moved or removed after the last run. Move it back, or remove the folder ${folder} to start over.`,
    );
  }
  if (state?.file === undefined) {
    throw refuse(
      "it exists, and this command did not write it. Name another file, or move the existing one.",
    );
  }
  throw refuse(
    "someone changed the file after the last run. Restore it, or move the file and its state folder away to start over.",
  );
}
