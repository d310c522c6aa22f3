import { existsSync } from "node:fs";
import { chmod, cp, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { inject } from "vitest";
import { isAtLeast, pinnedVersion } from "../../tools/pulumi/version.ts";

/** A copy of the policy pack in examples/policies with its dependencies. */
export async function newPolicyPack(): Promise<string> {
  const { home, modules } = inject("engine");
  const folder = path.join(await mkdtemp(path.join(home, "pack-")), "policies");
  const example = path.join(import.meta.dirname, "..", "..", "examples", "policies");
  await cp(example, folder, { recursive: true });
  await symlink(modules, path.join(folder, "node_modules"));
  return folder;
}

/**
 * The value of `--policy-pack` for a policy pack. A released CLI runs the folder with its language host. The language host that
 * is built from Go modules cannot run policy packs, but a CLI of the pinned version itself runs a pack that is an executable file.
 */
export async function packArgument(folder: string): Promise<string> {
  const { command, version } = inject("engine");
  if (isReleased(command) || !isAtLeast(version, pinnedVersion)) return folder;
  const script = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const file = path.join(folder, "run");
  await writeFile(file, `#!/bin/sh\ncd '${folder}' && exec node '${script}' "$1" .\n`);
  await chmod(file, 0o755);
  return file;
}

/** Whether a CLI is a released one, which has the language hosts of other languages in its folder. */
function isReleased(command: string): boolean {
  return existsSync(path.join(path.dirname(command), "pulumi-language-python"));
}
