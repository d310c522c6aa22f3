import path from "node:path";
import { type Installation, inspectInstallation, isExecutable } from "./installation.ts";

/** The first `pulumi` on PATH, or the reason why it is unusable. Like a shell, ignores further ones. */
export async function findOnPath(env: NodeJS.ProcessEnv): Promise<Installation | string> {
  const directory = await directoryOnPath("pulumi", env);
  return directory === undefined ? "no pulumi on PATH" : inspectInstallation(directory, env);
}

/** The first folder on PATH that holds an executable of that name. */
export async function directoryOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const directory of (env["PATH"] ?? "").split(path.delimiter)) {
    if (path.isAbsolute(directory) && (await isExecutable(path.join(directory, name)))) return directory;
  }
  return undefined;
}
