import { expect, test } from "vitest";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("with `ownerTag`, the next `up` adopts a workspace that a killed run created, and leaves those of another stack unchanged", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const stack = await newStack({
    emulator,
    config: { "anthropic:ownerTag": "owner" },
    program: 'new anthropic.Workspace("research", { name: "Research", tags: { team: "ml" } });',
  });
  const path = "/v1/organizations/workspaces";
  emulator.faults.add({ kind: "statusAfter", method: "POST", path });
  emulator.faults.add({ kind: "hang", method: "GET", path, after: 1 });
  const running = stack.start(["up", "--yes", "--skip-preview"]);
  await expect
    .poll(() => emulator.requests.some(({ fault }) => fault === "hang"), { timeout: 60_000 })
    .toBe(true);
  await running.kill();
  await stack.unlock();
  expect(writesOf(emulator)).toEqual([
    'POST /workspaces {"name":"Research","tags":{"team":"ml","owner":"test/dev"}}',
  ]);

  const created = state().workspaces[0]?.id ?? "";
  const { output } = await stack.up();
  expect(output).toContain(
    `Workspace "Research" (${created}) was created by an earlier run of this stack and is adopted.`,
  );
  expect(await stack.resource("research")).toMatchObject({
    id: created,
    outputs: { adopted: false, tags: { team: "ml" } },
  });
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  expect(writesOf(emulator)).toEqual([]);

  const theirs = console.createWorkspace({ name: "Theirs", tags: { owner: "test/other" } });
  console.updateWorkspace(created, { tags: { team: "ml", owner: "test/other" } });
  await stack.program(`
    new anthropic.Workspace("research", { name: "Labs", tags: { team: "ml" } });
    // The program ends with the first rejected registration, and the engine then skips the updates that it has not begun.
    await new Promise((resolve) => setTimeout(resolve, 500));
    new anthropic.Workspace("theirs", { name: "Theirs" }, { import: "${theirs.id}" });`);
  const refused = diagnostics((await stack.up(["--continue-on-error"], { fails: true })).output);
  const belongs = "its tag `owner` names test/other as its owner, and this stack is test/dev.";
  expect(refused).toContain(`cannot change workspace "Research" (${created}): ${belongs}`);
  expect(refused).toContain(`cannot adopt Workspace ${theirs.id}: ${belongs}`);
  expect(diagnostics((await stack.destroy([], { fails: true })).output)).toContain(
    `cannot archive workspace "Research" (${created}): ${belongs}`,
  );
  expect(writesOf(emulator)).toEqual([]);

  // Adopting only reads the workspace. The next `up` writes the tag.
  console.updateWorkspace(created, { tags: { team: "ml", owner: "test/dev" } });
  console.updateWorkspace(theirs.id, { tags: {} });
  const change = `POST /workspaces/${created} {"name":"Labs","tags":{"owner":"test/dev"}}`;
  await stack.up();
  expect(writesOf(emulator)).toEqual([change]);
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  emulator.clearRequests();
  const preview = await stack.preview();
  expect(preview.output).toContain(
    `theirs: \`up\` sets the tag \`owner\` of workspace "Theirs" (${theirs.id}) to test/dev`,
  );
  expect(preview.output).toMatch(/~ 1 to update\n\s+2 unchanged/);
  expect(emulator.requests).toEqual([]);
  await stack.up();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${theirs.id} {"tags":{"owner":"test/dev"}}`]);
  await stack.up(["--expect-no-changes"]);
  expect(emulator.requests).toEqual([]);
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  emulator.clearRequests();

  await stack.destroy();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${created}/archive`]);
});
