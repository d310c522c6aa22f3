import { rename } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runSubprocess } from "./subprocess.ts";
import { pinnedVersion } from "./version.ts";

/**
 * Long enough for a slow line to fetch the archive, short against the minutes of a build: a firewall that swallows
 * packets instead of refusing them would hold us up for this long. Without any network it fails at once.
 */
const timeoutMs = 90_000;

/** Lets the official installer fill the folder with the pinned version. Throws in a few words. */
export async function installOfficially(directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  // In a process of its own, since the Automation API cannot be told to stop, and what it has started goes on.
  const script = fileURLToPath(new URL("./install.ts", import.meta.url));
  const root = `${directory}-official`;
  const result = await runSubprocess(process.execPath, [script, root, pinnedVersion], { env, timeoutMs });
  if (result.exitCode === undefined) throw new Error(`gave no answer within ${timeoutMs / 1000} seconds`);
  if (result.exitCode !== 0) throw new Error(result.stderr.trim().split("\n").at(-1) ?? "failed");
  await rename(path.join(root, "bin"), directory);
}
