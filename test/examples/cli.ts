import path from "node:path";
import { expect, inject } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import type { Stack } from "../engine/stack.ts";

/** Runs the installed `pulumi-anthropic` in the folder of a stack and returns its output. */
export async function runCommand(
  stack: Stack,
  emulator: Emulator,
  args: readonly string[],
  exitCode = 0,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const engine = inject("engine");
  const cli = path.join(engine.package, "dist", "cli", "index.js");
  const ran = await runSubprocess(process.execPath, [cli, ...args], {
    cwd: stack.directory,
    env: {
      ...engine.env,
      PULUMI_BACKEND_URL: stack.backend,
      ANTHROPIC_ADMIN_KEY: emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: emulator.url,
      ...env,
    },
  });
  expect(ran.exitCode, ran.stdout + ran.stderr).toBe(exitCode);
  return ran.stdout;
}
