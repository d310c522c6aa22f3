import { expect, onTestFinished, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { newStack } from "./stack.ts";

async function emulated(): Promise<Emulator> {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  return emulator;
}

const research = 'export const id = new anthropic.Workspace("research", { name: "Research" }).id;';

test("a stack is deployed, found unchanged, refreshed and destroyed", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator, program: research });
  const up = await stack.up();
  expect(up.output).toContain("+ 2 created");
  const workspace = await stack.resource("research");
  expect(workspace.urn).toBe(stack.urn("Workspace", "research"));
  expect(await stack.outputs()).toEqual({ id: workspace.id });
  await stack.preview(["--expect-no-changes"]);
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  await stack.destroy();
  expect((await stack.export()).resources ?? []).toEqual([]);
});

test("a command with an unexpected exit code throws an error with its output", async () => {
  const stack = await newStack({ emulator: await emulated(), program: "throw new Error('out of cheese');" });
  await expect(stack.preview()).rejects.toThrow(/expected exit code 0, got 1\n[\s\S]*out of cheese/);
  const refused = await stack.preview([], { fails: true });
  expect(refused.output).toContain("out of cheese");
  await expect(stack.preview([], { fails: 7 })).rejects.toThrow("expected exit code 7, got 1");
});

test("a killed command leaves no process running, and the next one continues after unlock", async () => {
  const emulator = await emulated();
  emulator.faults.add({ kind: "hang", method: "POST" });
  const stack = await newStack({ emulator, program: research });
  const running = stack.start(["up", "--yes", "--skip-preview"]);
  await expect
    .poll(() => emulator.requests.some((request) => request.method === "POST"), { timeout: 60_000 })
    .toBe(true);
  await running.kill();
  expect((await running.done).exitCode).toBe(-1);
  expect((await stack.up([], { fails: true })).output).toContain("locked");
  await stack.unlock();
  await stack.up();
});
