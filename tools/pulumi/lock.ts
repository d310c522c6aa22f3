import { mkdir, open, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often the holder renews the lock, and after which time without renewal it counts as dead. */
const times = { heartbeat: 2_000, dead: 20_000, poll: 500 };

/**
 * Runs `work` while no other process on this machine holds the same lock. A killed holder is detected by the missing renewal,
 * because a process ID means nothing in another container that shares the folder.
 */
export async function withLock<T>(file: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  let reported = false;
  while (!(await take(file))) {
    if (!reported) waiting();
    reported = true;
    await sleep(times.poll);
  }
  const heartbeat = setInterval(() => {
    // The folder may have been removed.
    utimes(file, new Date(), new Date()).catch(() => undefined);
  }, times.heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await (await open(file, "wx")).close();
    return true;
  } catch {
    const renewed = await stat(file).then(
      (found) => found.mtimeMs,
      () => Date.now(),
    );
    // Two waiting processes may both continue. Each renames a complete installation into the cache, so that costs only
    // time.
    if (Date.now() - renewed > times.dead) await rm(file, { force: true });
    return false;
  }
}
