import { expect, test } from "vitest";
import { count, diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const workspaces = "/v1/organizations/workspaces";

test("a create whose response is lost creates one workspace and is not repeated", async () => {
  const emulator = await emulated();
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: workspaces });
  emulator.faults.add({ kind: "htmlAfter", method: "POST", path: workspaces });
  const stack = await newStack({
    emulator,
    program: `
      const research = new anthropic.Workspace("research", { name: "Research", tags: { team: "ml" } });
      new anthropic.Workspace("labs", { name: "Labs" }, { dependsOn: research });`,
  });
  await stack.up();
  const { workspaces: created } = emulator.organization().state();
  expect(created.map(({ name }) => name)).toEqual(["Research", "Labs"]);
  expect((await stack.resource("research")).id).toBe(created[0]?.id);
  expect((await stack.resource("labs")).id).toBe(created[1]?.id);
  expect(writesOf(emulator)).toHaveLength(2);
});

test("an object that differs from the request stays in the state, and the next `up` completes it", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const other = console.createWorkspace({ name: "Other", tags: { team: "ops" } });
  emulator.faults.add({
    kind: "status",
    status: 200,
    body: { ...other, name: "Research" },
    path: workspaces,
    method: "POST",
  });
  const stack = await newStack({
    emulator,
    program: 'new anthropic.Workspace("research", { name: "Research", tags: { team: "ml" } });',
  });
  const { output } = await stack.up([], { fails: true });
  const wrong = `Workspace ${other.id} was written, but the API returned different values: \`tags\` is {"team":"ops"} instead of {"team":"ml"}. Run \`pulumi up\` again to complete it.`;
  expect(diagnostics(output)).toContain(wrong);
  expect(count(diagnostics(output), wrong)).toBe(1);
  expect(await stack.resource("research")).toMatchObject({
    id: other.id,
    outputs: { tags: { team: "ops" } },
  });

  console.updateWorkspace(other.id, { name: "Research" });
  emulator.clearRequests();
  await stack.up();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${other.id} {"tags":{"team":"ml"}}`]);
  expect(state().workspaces).toHaveLength(1);

  emulator.faults.add({
    kind: "status",
    status: 200,
    body: state().workspaces[0],
    method: "POST",
    path: `${workspaces}/*`,
  });
  await stack.program('new anthropic.Workspace("research", { name: "Labs", tags: { team: "ml" } });');
  expect(diagnostics((await stack.up([], { fails: true })).output)).toContain(
    '`name` is "Research" instead of "Labs"',
  );
  // A refresh in between does not change that.
  await stack.up(["--refresh"]);
  expect(state().workspaces.map(({ name }) => name)).toEqual(["Labs"]);
});

test("the `up` after a killed one completes it without creating a second workspace", async () => {
  const emulator = await emulated();
  emulator.faults.add({ kind: "slow", method: "POST", path: `${workspaces}/*`, delayMs: 60_000 });
  const declaring = (more: string, options = "") => `
    const first = new anthropic.Workspace("first", { name: "First" ${more}}${options});
    new anthropic.Workspace("second", { name: "Second" }, { dependsOn: first });`;
  const stack = await newStack({ emulator, program: declaring("") });
  await stack.up(["--target", stack.urn("Workspace", "first")]);
  const first = await stack.resource("first");

  await stack.program(declaring(', tags: { team: "ml" }'));
  const updating = stack.start(["up", "--yes", "--skip-preview"]);
  const seen = (part: string) =>
    expect.poll(
      () => emulator.requests.some(({ path, method }) => method === "POST" && path.includes(part)),
      { timeout: 60_000 },
    );
  await seen(first.id ?? "no id").toBe(true);
  await updating.kill();
  await stack.unlock();
  emulator.faults.clear();
  await stack.up(["--target", stack.urn("Workspace", "first")]);
  expect((await stack.resource("first")).outputs).toMatchObject({ tags: { team: "ml" } });

  emulator.faults.add({ kind: "statusAfter", method: "POST", path: workspaces });
  emulator.faults.add({ kind: "hang", method: "GET", path: workspaces, after: 1 });
  emulator.clearRequests();
  const creating = stack.start(["up", "--yes", "--skip-preview"]);
  await expect
    .poll(() => emulator.requests.some(({ fault }) => fault === "hang"), { timeout: 60_000 })
    .toBe(true);
  await creating.kill();
  await stack.unlock();
  emulator.faults.clear();
  const created = emulator
    .organization()
    .state()
    .workspaces.find(({ name }) => name === "Second");
  const refused = diagnostics((await stack.up([], { fails: true })).output);
  expect(refused).toContain(`add the resource option \`import: "${created?.id}"\``);
  await stack.program(`
    const first = new anthropic.Workspace("first", { name: "First", tags: { team: "ml" } });
    new anthropic.Workspace("second", { name: "Second" }, { dependsOn: first, import: "${created?.id}" });`);
  await stack.up();
  expect(emulator.organization().state().workspaces).toHaveLength(2);
});

test("a key that is revoked during a run ends the run with one error, and the next run continues", async () => {
  const emulator = await emulated();
  const names = ["A", "B", "C", "D", "E"];
  const stack = await newStack({
    emulator,
    program: names.map((name) => `new anthropic.Workspace("${name}", { name: "${name}" });`).join("\n"),
  });
  emulator.faults.add({
    kind: "status",
    status: 401,
    method: "POST",
    path: workspaces,
    after: 2,
    times: 100,
  });
  const { output } = await stack.up(["--parallel", "2", "--continue-on-error"], { fails: true });
  const message = diagnostics(output);
  // Two operations run in parallel, in no defined order.
  expect(message.match(/the API stopped accepting the key after [12] of [34] writes/g)).toHaveLength(1);
  expect(count(message, "replace the key and run `pulumi up` again; it resumes where it stopped")).toBe(1);
  expect(count(message, "the API rejected the key from ANTHROPIC_ADMIN_KEY earlier in this run.")).toBe(2);
  // One request may have been sent before the other was refused.
  expect(writesOf(emulator).length).toBeLessThanOrEqual(4);
  emulator.faults.clear();
  await stack.up();
  expect(
    emulator
      .organization()
      .state()
      .workspaces.map(({ name }) => name)
      .sort(),
  ).toEqual(names);
});

test("a proxy that answers every request with a page changes nothing and is reported in one error", async () => {
  const emulator = await emulated();
  const stack = await newStack({
    emulator,
    program: 'new anthropic.Workspace("research", { name: "Research" });',
  });
  await stack.up();
  const { id = "" } = await stack.resource("research");
  const before = (await stack.export()).resources;
  const page = { kind: "html", status: 200, times: 1000 } as const;
  emulator.faults.add({ ...page, method: "POST" });
  await stack.program(`
    new anthropic.Workspace("research", { name: "Labs" });
    new anthropic.Workspace("new", { name: "New" });`);
  const up = diagnostics((await stack.up(["--continue-on-error"], { fails: true })).output);
  expect(up).toContain(
    `cannot update workspace "Research" (${id}): the response is not from the API (200 text/html`,
  );
  expect(up).toContain('cannot create workspace "New": the response is not from the API (200 text/html');
  emulator.faults.add(page);
  for (const command of [stack.refresh, stack.destroy]) {
    const message = diagnostics((await command([], { fails: true })).output);
    expect(count(message, "the response is not from the API (200 text/html")).toBe(1);
    expect(message).not.toMatch(/\n +at /);
  }
  const after = (await stack.export()).resources;
  expect(after?.map(({ urn, id, outputs }) => ({ urn, id, outputs }))).toEqual(
    before?.map(({ urn, id, outputs }) => ({ urn, id, outputs })),
  );
  expect(
    emulator
      .organization()
      .state()
      .workspaces.map(({ name }) => name),
  ).toEqual(["Research"]);
});
