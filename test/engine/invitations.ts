import { expect } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import type { Stack } from "./stack.ts";

/** The addresses that were sent an invitation, in order. */
export function invitedAddresses(emulator: Emulator): string[] {
  return emulator.sentInvitations.map(({ to }) => to);
}

/** Runs a command, by default `up`, and kills all its processes once a request hangs. */
export async function killedUp(stack: Stack, emulator: Emulator, args: string[] = ["up"]): Promise<void> {
  const before = emulator.requests.length;
  const running = stack.start([...args, "--yes", "--skip-preview"]);
  const hangs = () => emulator.requests.slice(before).some(({ fault }) => fault === "hang");
  await expect.poll(hangs, { timeout: 60_000 }).toBe(true);
  await running.kill();
  await stack.unlock();
}
