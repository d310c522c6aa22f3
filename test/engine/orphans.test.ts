import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Emulator, Fault } from "../../emulator/index.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newStack, type Orphans, type Stack } from "./stack.ts";

const workspaces = "/v1/organizations/workspaces";

/** Runs `up` until a request meets a fault, then kills the CLI alone. */
async function orphaned(stack: Stack, emulator: Emulator, fault: Fault): Promise<Orphans> {
  emulator.faults.add(fault);
  const running = stack.start(["up", "--yes", "--skip-preview"]);
  await expect
    .poll(() => emulator.requests.some((request) => request.fault === fault.kind), { timeout: 60_000 })
    .toBe(true);
  const orphans = await running.killCli();
  onTestFinished(orphans.end);
  emulator.faults.clear();
  await stack.unlock();
  return orphans;
}

async function endsByItself(orphans: Orphans): Promise<void> {
  await expect.poll(orphans.providers, { timeout: 60_000 }).toBe(0);
}

const research = 'new anthropic.Workspace("research", { name: "Research" });';

test("a workspace whose create waits for the rate limit is not created after its CLI was killed", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator, program: research });
  const orphans = await orphaned(stack, emulator, {
    kind: "rateLimit",
    method: "POST",
    path: workspaces,
    retryAfter: 8,
  });
  await endsByItself(orphans);
  await stack.up();
  await sleep(6000);
  const created = emulator.organization().state().workspaces;
  expect(created.map(({ name }) => name)).toEqual(["Research"]);
  expect((await stack.resource("research")).id).toBe(created[0]?.id);
  // The request that was rate limited, and the one of the second run.
  expect(writesOf(emulator)).toHaveLength(2);
});

test("a waiting archive is not sent after its CLI was killed and the program declares the workspace again", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator, program: research });
  await stack.up();
  await stack.program("");
  const orphans = await orphaned(stack, emulator, {
    kind: "rateLimit",
    method: "POST",
    path: `${workspaces}/*/archive`,
    retryAfter: 8,
  });
  await stack.program(research);
  await stack.up();
  await endsByItself(orphans);
  await sleep(8000);
  expect(
    emulator
      .organization()
      .state()
      .workspaces.map(({ name, archived_at }) => ({ name, archived_at })),
  ).toEqual([{ name: "Research", archived_at: null }]);
});

test("a provider whose CLI was killed sends nothing after a slow response", async () => {
  const emulator = await emulated();
  const addresses = ["a", "b", "c", "d", "e", "f"].map((name) => `${name}@example.com`);
  for (const email of addresses) emulator.organization().console.addUser({ email });
  const declaring = (emails: string[]) => `
    const workspace = new anthropic.Workspace("research", { name: "Research" });
    new anthropic.WorkspaceMembers("all", {
      workspace,
      members: ${JSON.stringify(emails)}.map((email) => ({ email, role: "workspace_user" })),
    });`;
  const stack = await newStack({ emulator, program: declaring([]) });
  await stack.up();
  await stack.program(declaring(addresses));
  emulator.clearRequests();
  const orphans = await orphaned(stack, emulator, {
    kind: "slow",
    method: "POST",
    path: `${workspaces}/*/members`,
    delayMs: 6000,
    times: 100,
  });
  const sent = writesOf(emulator).length;
  await endsByItself(orphans);
  expect(writesOf(emulator)).toEqual([]);
  expect(emulator.organization().state().members).toHaveLength(sent);
  expect(sent).toBeLessThan(addresses.length);
  await stack.up();
  expect(emulator.organization().state().members).toHaveLength(addresses.length);
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
});
