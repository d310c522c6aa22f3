import { randomUUID } from "node:crypto";
import { constants, readFileSync, readlinkSync } from "node:fs";
import { copyFile, link, mkdir, readdir, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { clean } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import { hasCode, readIfExists } from "./disk.ts";

/** The interval at which the owner of a lock touches it, and the time without a touch after which the lock is stale. */
const beatMs = 15_000;
const silenceMs = 90_000;

/** A file that only one process may write. */
export interface LockTarget {
  /** The file as the user named it, for messages. */
  readonly name: string;
  /** The folder of the lock. */
  readonly folder: string;
  /** What the owner of the lock does, and what to do about it. By default it writes the file once. */
  readonly busy?: { readonly doing: string; readonly advice: string };
}

const Owner = z.object({
  token: z.string(),
  pid: z.int(),
  host: z.string(),
  /** The result of `pidSpace`. */
  space: z.string().optional(),
  since: z.string(),
});
type Owner = z.infer<typeof Owner>;

/** A lock on disk. The owner is undefined if the file is not a valid lock. */
interface Found {
  readonly text: string;
  readonly owner: Owner | undefined;
  readonly silentMs: number;
}

/**
 * The exclusive right of a process to write a target. The lock is a file in the target's folder, which the process touches while it
 * runs. It is stale if its process has ended on this machine, or if it was not touched for 90 seconds, for example because a machine or
 * container was stopped.
 */
export class Lock {
  readonly #target: LockTarget;
  readonly #token: string;
  readonly #beat: NodeJS.Timeout;

  private constructor(target: LockTarget, token: string, aheadMs: number) {
    this.#target = target;
    this.#token = token;
    const path = pathOf(target);
    this.#beat = setInterval(() => {
      const now = new Date(Date.now() + aheadMs);
      // `confirm` detects a lock that another process acquired in the meantime.
      utimes(path, now, now).catch(() => undefined);
    }, beatMs);
    this.#beat.unref();
  }

  /** Creates the folder of the target and locks it. Throws an error if another process has the lock. */
  static async acquire(target: LockTarget): Promise<Lock> {
    const token = randomUUID();
    const since = new Date().toISOString();
    const owner: Owner = { token, pid: process.pid, host: hostname(), space: pidSpace(), since };
    for (let attempt = 0; ; attempt += 1) {
      await mkdir(target.folder, { mode: 0o700 }).catch(ignore("EEXIST"));
      const aheadMs = await tryToLock(target, owner);
      if (aheadMs !== undefined) {
        await removeLeftovers(target);
        return new Lock(target, token, aheadMs);
      }
      // Another process released or broke the lock at the same moment, so this one tries again.
      if (attempt === 9) throw busy(target, "another process");
    }
  }

  /** Throws an error if another process has acquired the lock, for example while this machine was suspended. */
  async confirm(): Promise<void> {
    const found = await read(this.#target);
    if (found?.owner?.token === this.#token) return;
    throw busy(this.#target, found?.owner === undefined ? "another process" : shown(found.owner));
  }

  /** Like `confirm`, for callers that cannot wait. */
  confirmNow(): void {
    const text = readNow(pathOf(this.#target));
    const owner = text === undefined ? undefined : ownerOf(text);
    if (owner?.token === this.#token) return;
    throw busy(this.#target, owner === undefined ? "another process" : shown(owner));
  }

  /** Unlocks the target. Removes its folder if it is empty, for example after a rejected run. */
  async release(): Promise<void> {
    clearInterval(this.#beat);
    const found = await read(this.#target);
    if (found?.owner?.token !== this.#token) return;
    await rm(pathOf(this.#target), { force: true });
    await rmdir(this.#target.folder).catch(ignore("ENOTEMPTY", "EEXIST", "ENOENT"));
  }
}

function pathOf({ folder }: LockTarget): string {
  return join(folder, "lock");
}

/**
 * Returns how far the clock of the file system is ahead of the one of this machine, in milliseconds. On a network file system, it is that
 * of a server. Returns undefined if the caller should try again.
 */
async function tryToLock(target: LockTarget, owner: Owner): Promise<number | undefined> {
  const path = pathOf(target);
  // The lock appears with its content, so that no process sees an empty one.
  const own = `${path}.${owner.token}`;
  try {
    await writeFile(own, JSON.stringify(owner), { flag: "wx", mode: 0o600 });
    const { mtimeMs } = await stat(own);
    try {
      await linkOrCopy(own, path);
      return mtimeMs - Date.now();
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
    }
    // Both times come from the clock of the file system.
    const found = await read(target, mtimeMs);
    if (found === undefined) return undefined;
    if (!isStale(found)) {
      throw busy(target, found.owner === undefined ? "another process" : shown(found.owner));
    }
    await breakLock(path, found, own);
    return undefined;
  } catch (error) {
    // The folder was removed by a process that ended in the meantime.
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS")) throw error;
    // The file system has no hard links.
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

async function read(target: LockTarget, nowMs = 0): Promise<Found | undefined> {
  const path = pathOf(target);
  const text = await readIfExists(path);
  const touched = await stat(path).catch(ignore("ENOENT"));
  if (text === undefined || touched === undefined) return undefined;
  return { text, owner: ownerOf(text), silentMs: nowMs - touched.mtimeMs };
}

function readNow(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function ownerOf(text: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isStale({ owner, silentMs }: Found): boolean {
  if (silentMs > silenceMs) return true;
  if (owner === undefined || owner.host !== hostname()) return false;
  if (owner.space !== undefined && owner.space !== pidSpace()) return false;
  return !isRunning(owner.pid);
}

/**
 * Identifies the processes whose IDs this one can look up, since containers can have the same host name. Undefined if that is unknown.
 */
function pidSpace(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user.
    return hasCode(error, "EPERM");
  }
}

/** Removes a stale lock, but not a new lock of a process that broke the stale one first. */
async function breakLock(path: string, stale: Found, own: string): Promise<void> {
  const aside = `${own}.stale`;
  await rename(path, aside);
  if ((await readIfExists(aside)) !== stale.text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Removes the temporary files of killed processes. */
async function removeLeftovers(target: LockTarget): Promise<void> {
  for (const name of await readdir(target.folder)) {
    if (name.startsWith("lock.")) await rm(join(target.folder, name), { force: true });
  }
}

function busy({ name, busy: use = writingOnce }: LockTarget, owner: string): UserError {
  return new UserError(
    `cannot write ${name}: ${owner} is ${use.doing} it. ${use.advice} The lock of a process that no longer runs expires after ${silenceMs / 1000} seconds.`,
  );
}

const writingOnce = { doing: "writing", advice: "Wait for it to finish, and run the command again." };

function shown({ pid, host, since }: Owner): string {
  return clean(`process ${pid} on ${host}, which started at ${since},`);
}

function ignore(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!hasCode(error, ...codes)) throw error;
    return undefined;
  };
}
