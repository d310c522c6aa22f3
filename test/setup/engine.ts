import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { pulumiEnvironment } from "../../tools/pulumi/environment.ts";
import { findPulumi } from "../../tools/pulumi/find.ts";
import { startKeyServer } from "./keyServer.ts";
import { copyPackage, quickPackage } from "./package.ts";

declare module "vitest" {
  interface ProvidedContext {
    engine: {
      /** The `pulumi` to run, and the environment in which to run it. */
      command: string;
      version: string;
      env: Record<string, string>;
      /** The variables in `env` that only save time. */
      quick: Record<string, string>;
      /** The folder of this run's stacks, removed at the end. */
      home: string;
      /** A `node_modules` folder with the SDK, that of policies, and this package as built for this run, with bundled entries. */
      modules: string;
      /** The folder of this package as built for this run, ready for `npm pack`. */
      package: string;
    };
  }
}

/** Finds the Pulumi CLI and builds this package in a folder of its own, once per run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string) => process.stderr.write(`[pulumi] ${line}\n`);
  const found = await findPulumi(say);
  if (found.from !== "cache") say(`using ${found.version} (${found.from}: ${found.directory})`);
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-"));
  const built = await copyPackage(path.join(home, "package"));
  // Not in `home` itself: Node.js also looks for packages in the folders above a program, and would always find these.
  const modules = path.join(home, "linked", "node_modules");
  await mkdir(path.join(modules, "@pulumi"), { recursive: true });
  const ours = path.join(import.meta.dirname, "..", "..", "node_modules");
  for (const name of ["pulumi", "policy"]) {
    await symlink(path.join(ours, "@pulumi", name), path.join(modules, "@pulumi", name));
  }
  await quickPackage(built, path.join(modules, "pulumi-anthropic"));
  // A dependency of examples/teams.
  await symlink(path.join(ours, "yaml"), path.join(modules, "yaml"));
  const quick = {
    NODE_OPTIONS: `--require ${path.join(import.meta.dirname, "quick.cjs")}`,
    // Each command starts two Node.js processes that load the SDK.
    NODE_COMPILE_CACHE: path.join(home, "compiled"),
    // The CLI ends before garbage collection pays off.
    GOGC: "off",
    GOMEMLIMIT: "500MiB",
  };
  const keyServer = await startKeyServer();
  project.provide("engine", {
    command: found.command,
    version: found.version,
    home,
    modules,
    package: built,
    env: { ...(await pulumiEnvironment(found, home)), ...keyServer.env, ...quick },
    quick,
  });
  return () => {
    keyServer.stop();
    return rm(home, { recursive: true, force: true });
  };
}
