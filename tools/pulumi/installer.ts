import { rename } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runSubprocess } from "./subprocess.ts";
import { pinnedVersion } from "./version.ts";

/**
 * Long enough for a slow download, and short compared with a build. A firewall that drops packets delays the build by this
 * time. Without a network the installer fails at once.
 */
const timeoutMs = 90_000;

/** Installs the pinned version with the official installer. Throws an error with a short reason. */
export async function installOfficially(directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  // In a process of its own, because the Automation API cannot be canceled.
  const script = fileURLToPath(new URL("./install.ts", import.meta.url));
  const root = `${directory}-official`;
  const result = await runSubprocess(process.execPath, [script, root, pinnedVersion], { env, timeoutMs });
  if (result.exitCode === undefined) throw new Error(`no response within ${timeoutMs / 1000} seconds`);
  if (result.exitCode !== 0) throw new Error(result.stderr.trim().split("\n").at(-1) ?? "failed");
  await rename(path.join(root, "bin"), directory);
}
