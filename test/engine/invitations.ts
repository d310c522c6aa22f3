import { expect } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import type { Stack } from "./stack.ts";

/** The addresses that were mailed, in order. */
export function mailed(emulator: Emulator): string[] {
  return emulator.sentInvitations.map(({ to }) => to);
}

/** Runs a command, `up` unless told otherwise, and ends it as a machine that goes away does once a request hangs. */
export async function killedUp(stack: Stack, emulator: Emulator, args: string[] = ["up"]): Promise<void> {
  const before = emulator.requests.length;
  const running = stack.start([...args, "--yes", "--skip-preview"]);
  const hangs = () => emulator.requests.slice(before).some(({ fault }) => fault === "hang");
  await expect.poll(hangs, { timeout: 60_000 }).toBe(true);
  await running.kill();
  await stack.unlock();
}
