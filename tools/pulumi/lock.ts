import { mkdir, open, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often the holder shows that it is alive, and after which silence it counts as dead. */
const times = { heartbeat: 2_000, dead: 20_000, poll: 500 };

/**
 * Runs `work` while no other process on this machine holds the same lock. A holder that was killed is noticed by its
 * silence and not by its process id, which means nothing in another container that shares the folder.
 */
export async function withLock<T>(file: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  let told = false;
  while (!(await take(file))) {
    if (!told) waiting();
    told = true;
    await sleep(times.poll);
  }
  const heartbeat = setInterval(() => {
    // The folder may have been removed by hand: then there is nobody left to tell.
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
    const silentSince = await stat(file).then(
      (found) => found.mtimeMs,
      () => Date.now(),
    );
    // Two who wait may both find it dead and both go on: what they make is put in its place atomically, so that costs
    // time and nothing else.
    if (Date.now() - silentSince > times.dead) await rm(file, { force: true });
    return false;
  }
}
