import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { pinnedVersion } from "./version.ts";

/** The cache for an installation: per user and outside of the repository, so that every clone uses it. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const caches = env["XDG_CACHE_HOME"] || path.join(env["HOME"] || homedir(), ".cache");
  return path.join(caches, "pulumi-anthropic", `pulumi-${pinnedVersion}`);
}

/**
 * Calls `install` with a temporary folder and then renames it to `directory`, so that a killed run leaves no partial
 * installation. The caller holds the lock. Temporary folders of killed runs are removed first.
 */
export async function fillCache(
  directory: string,
  install: (temporary: string) => Promise<void>,
): Promise<void> {
  const parent = path.dirname(directory);
  const prefix = `${path.basename(directory)}.partial-`;
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  const temporary = await mkdtemp(path.join(parent, prefix));
  try {
    const filled = path.join(temporary, "installation");
    await mkdir(filled);
    await install(filled);
    // An existing installation is unusable, or this function would not have been called.
    await rm(directory, { recursive: true, force: true });
    await rename(filled, directory);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
