import { buildFromGoModules } from "./build.ts";
import { cacheDirectory, fillCache } from "./cache.ts";
import { type Installation, inspectInstallation } from "./installation.ts";
import { installOfficially } from "./installer.ts";
import { withLock } from "./lock.ts";
import { findOnPath } from "./path.ts";
import { oldestVersion, pinnedVersion } from "./version.ts";

/** A Pulumi CLI that tests and the demo can run, and where it was found. */
export interface FoundPulumi extends Installation {
  from: "path" | "cache" | "installer" | "build";
}

/**
 * Finds a Pulumi CLI on PATH or in the cache. Otherwise installs one with the official installer, or builds it from Go modules,
 * for machines that can reach only package registries. `say` reports progress.
 */
export async function findPulumi(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundPulumi> {
  const onPath = await findOnPath(env);
  if (typeof onPath !== "string") return { ...onPath, from: "path" };

  const directory = cacheDirectory(env);
  const cached = await inspectInstallation(directory, env);
  if (typeof cached !== "string") return { ...cached, from: "cache" };

  const waiting = () => say("waiting for another run that installs the Pulumi CLI");
  return withLock(`${directory}.lock`, waiting, async () => {
    const meanwhile = await inspectInstallation(directory, env);
    if (typeof meanwhile !== "string") return { ...meanwhile, from: "cache" };

    const refusals = [onPath];
    say(`installing Pulumi ${pinnedVersion} with the official installer (${onPath})`);
    const installer = await attempt(directory, env, (into) => installOfficially(into, env));
    if (typeof installer !== "string") return { ...installer, from: "installer" };
    refusals.push(`the official installer: ${installer}`);

    say(
      `building Pulumi ${pinnedVersion} from Go modules, which takes minutes the first time (the installer failed: ${installer})`,
    );
    const build = await attempt(directory, env, (into) => buildFromGoModules(into, env, say));
    if (typeof build !== "string") return { ...build, from: "build" };
    refusals.push(`a build from Go modules: ${build}`);

    throw new Error(
      `cannot find a usable Pulumi CLI. Tried: ${refusals.join("; ")}. ` +
        `Install Pulumi ${oldestVersion} or newer and put it on PATH: https://www.pulumi.com/docs/install/`,
    );
  });
}

async function attempt(
  directory: string,
  env: NodeJS.ProcessEnv,
  install: (into: string) => Promise<void>,
): Promise<Installation | string> {
  try {
    await fillCache(directory, install);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return inspectInstallation(directory, env);
}
