import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { pinnedVersion } from "./version.ts";

/** Where an installation is kept between runs: per user and outside the repository, so that a fresh clone finds it. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const caches = env["XDG_CACHE_HOME"] || path.join(env["HOME"] || homedir(), ".cache");
  return path.join(caches, "pulumi-anthropic", `pulumi-${pinnedVersion}`);
}

/**
 * Lets `make` fill a folder beside `directory` and puts it in place in one step, so that a run which is killed at any
 * moment leaves nothing half-made. Call it with the lock held: what is left of a killed run is removed first.
 */
export async function fillCache(
  directory: string,
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  const parent = path.dirname(directory);
  const prefix = `${path.basename(directory)}.making-`;
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  const temporary = await mkdtemp(path.join(parent, prefix));
  try {
    const made = path.join(temporary, "made");
    await mkdir(made);
    await make(made);
    // What stands there was found unusable, or we would not be here.
    await rm(directory, { recursive: true, force: true });
    await rename(made, directory);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
