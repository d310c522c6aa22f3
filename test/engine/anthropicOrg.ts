import path from "node:path";
import { pathToFileURL } from "node:url";
import { inject } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { anthropicOrg, type Finished } from "../cli/command.ts";
import type { Stack } from "./stack.ts";

/** Runs `anthropic-org` as it is installed, in the folder of a stack. */
export function anthropicOrgIn(
  stack: Stack,
  emulator: Emulator,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const engine = inject("engine");
  return anthropicOrg(args, {
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
