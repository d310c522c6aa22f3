import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { pulumiEnvironment } from "../../tools/pulumi/environment.ts";
import { findPulumi } from "../../tools/pulumi/find.ts";
import { copyPackage } from "./package.ts";

declare module "vitest" {
  interface ProvidedContext {
    engine: {
      /** The `pulumi` to run, and the environment in which to run it. */
      command: string;
      env: Record<string, string>;
      /** Of `env`, what only saves time. */
      quick: Record<string, string>;
      /** A folder of this run alone, removed at its end: stacks lie in it. */
      home: string;
      /** Holds `node_modules` with the SDK and this package as built for this run. */
      modules: string;
      /** The folder of this package as built for this run, ready for `npm pack`. */
      package: string;
    };
  }
}

/** Once a run: finds the Pulumi CLI and builds this package, in a folder that no other run sees. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string) => process.stderr.write(`[pulumi] ${line}\n`);
  const found = await findPulumi(say);
  if (found.from !== "cache") say(`using ${found.version} (${found.from}: ${found.directory})`);
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-"));
  const built = await copyPackage(path.join(home, "package"));
  // Not in `home` itself: Node.js looks for packages in the folders above a program, too, and would always find these.
  const modules = path.join(home, "linked", "node_modules");
  await mkdir(path.join(modules, "@pulumi"), { recursive: true });
  const ours = path.join(import.meta.dirname, "..", "..", "node_modules");
  await symlink(path.join(ours, "@pulumi", "pulumi"), path.join(modules, "@pulumi", "pulumi"));
  await symlink(built, path.join(modules, "pulumi-anthropic"));
  const quick = {
    NODE_OPTIONS: `--require ${path.join(import.meta.dirname, "quick.cjs")}`,
    // Each command starts two Node.js processes that load the SDK.
    NODE_COMPILE_CACHE: path.join(home, "compiled"),
    // The CLI ends before its garbage is worth collecting.
    GOGC: "off",
    GOMEMLIMIT: "500MiB",
  };
  project.provide("engine", {
    command: found.command,
    home,
    modules,
    package: built,
    env: { ...(await pulumiEnvironment(found, home)), ...quick },
    quick,
  });
  return () => rm(home, { recursive: true, force: true });
}
