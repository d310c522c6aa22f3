import { cp, mkdtemp, symlink } from "node:fs/promises";
import path from "node:path";
import { inject } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { newStack, type Stack } from "../engine/stack.ts";

const root = path.join(import.meta.dirname, "..", "..");

/** A stack of an unchanged copy of an example, so that no stack file is left in the repository. */
export async function stackOf(
  example: string,
  emulator: Emulator,
  options: {
    project?: string;
    config?: Record<string, string>;
    env?: Record<string, string | undefined>;
  } = {},
): Promise<Stack> {
  const engine = inject("engine");
  const copy = await mkdtemp(path.join(engine.home, "example-"));
  await cp(path.join(root, "examples"), path.join(copy, "examples"), { recursive: true });
  await cp(path.join(root, "Pulumi.yaml"), path.join(copy, "Pulumi.yaml"));
  await symlink(engine.modules, path.join(copy, "node_modules"));
  return newStack({
    emulator,
    folder: path.join(copy, example),
    project: path.basename(example),
    ...options,
  });
}
