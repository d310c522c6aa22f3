import path from "node:path";
import { pathToFileURL } from "node:url";
import { inject } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { type Finished, runCommand } from "../cli/command.ts";
import type { Stack } from "./stack.ts";

/** Runs `pulumi-anthropic` as it is installed, in the folder of a stack. */
export function runCommandIn(
  stack: Stack,
  emulator: Emulator,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Finished> {
  const engine = inject("engine");
  return runCommand(args, {
    cwd: stack.directory,
    env: {
      ...engine.env,
      PULUMI_BACKEND_URL: pathToFileURL(path.join(stack.directory, "state")).href,
      ANTHROPIC_ADMIN_KEY: emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: emulator.url,
      ...env,
    },
    program: path.join(engine.package, "dist", "cli", "index.js"),
  });
}
