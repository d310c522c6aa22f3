import { createHash } from "node:crypto";
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { UserError } from "../../provider/errors.ts";

/** Reads a file. Undefined if it does not exist. */
export async function readIfExists(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  });
}

/** The size of a file in bytes. Undefined if it does not exist. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    (error: unknown) => {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    },
  );
}

/** Replaces a file as a whole. After a crash the file has either the old or the new content. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const next = `${path}.new`;
  await rm(next, { force: true });
  const file = await open(next, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await moveFile(next, path);
}

/** Like `replaceFile`, for callers that cannot wait. */
export function replaceFileNow(path: string, content: string, mode: number): void {
  const next = `${path}.new`;
  rmSync(next, { force: true });
  const file = openSync(next, "wx", mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  if (process.platform === "win32") return;
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Moves a file over another one, durably. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to);
  // Windows cannot open folders, and needs no such call.
  if (process.platform === "win32") return;
  const folder = await open(dirname(to), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The SHA-256 of a file. Undefined if the file does not exist. */
export async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
  return hash.digest("hex");
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "there is no space left on the device",
  EDQUOT: "the disk quota is exceeded",
  EFBIG: "the file would exceed the maximum file size",
  EROFS: "the file system is read-only",
  EBUSY: "it is a mount point, or another program has it open",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
};

/** The error for users when the operating system refuses to read or write a file. Other errors are returned as they are. */
export function diskError(name: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return error;
  const reason = reasons[String(error.code)] ?? error.message;
  return new UserError(
    `cannot write ${name}: ${reason}. Fix the problem, and run the command again to continue.`,
  );
}
