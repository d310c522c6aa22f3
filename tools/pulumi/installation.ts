import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import path from "node:path";
import { runSubprocess } from "./subprocess.ts";
import { isAtLeast, oldestVersion } from "./version.ts";

/** A folder with everything that `pulumi up` of a Node.js program needs. */
export interface Installation {
  /** The `pulumi` executable, as an absolute path. */
  command: string;
  /** Its folder, which also holds the language host and the host of dynamic providers. */
  directory: string;
  version: string;
}

/** The programs that the engine starts. It looks for them in its own folder, then on PATH. */
const companions = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** The installation in a folder, or the reason why it is unusable. */
export async function inspectInstallation(
  directory: string,
  env: NodeJS.ProcessEnv,
): Promise<Installation | string> {
  const command = path.join(directory, "pulumi");
  if (!(await isExecutable(command))) return `no pulumi in ${directory}`;
  // Package managers install links. The companions are in the folder of the link or of the file.
  const folders = [directory, path.dirname(await realpath(command))];
  for (const companion of companions) {
    const found = await Promise.all(folders.map((folder) => isExecutable(path.join(folder, companion))));
    if (!found.includes(true)) return `${command} has no ${companion} in its folder`;
  }
  const printed = await runSubprocess(command, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: 30_000,
  });
  const version = printed.stdout.trim().replace(/^v/, "");
  if (printed.exitCode !== 0) return `${command} does not run`;
  if (!isAtLeast(version, oldestVersion)) return `${command} is ${version}, older than ${oldestVersion}`;
  return { command, directory, version };
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
