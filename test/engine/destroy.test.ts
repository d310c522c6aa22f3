import { expect, test } from "vitest";
import { runCommandIn } from "./command.ts";
import { diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("destroy refuses to archive a workspace with active keys until an `up` has stored `forceDestroy`", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const declaring = (more: string) => `new anthropic.Workspace("research", { name: "Research"${more} });`;
  const stack = await newStack({ emulator, program: declaring("") });
  await stack.up();
  const { id = "" } = await stack.resource("research");
  const key = console.createApiKey({ name: "notebooks", workspaceId: id });
  console.createApiKey({ name: "elsewhere" });
  console.createApiKey({ name: "asleep", workspaceId: id, status: "inactive" });
  emulator.clearRequests();

  await stack.program(declaring(", forceDestroy: true"));
  const { output } = await stack.destroy([], { fails: true });
  expect(diagnostics(output)).toContain(
    `cannot archive workspace "Research" (${id}): it has 1 active API key, which archiving would disable permanently: "notebooks" (${key.id}). ` +
      "Deactivate each with `npx pulumi-anthropic keys deactivate`, or set `forceDestroy: true` and run `up` once before you delete the workspace.",
  );
  expect(writesOf(emulator)).toEqual([]);
  expect((await stack.resource("research")).id).toBe(id);

  await stack.up();
  expect(requestsOf(emulator)).toEqual([]);
  await stack.destroy();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${id}/archive`]);
  expect(
    state()
      .api_keys.map(({ name, status }) => `${name} ${status}`)
      .sort(),
  ).toEqual(["asleep archived", "elsewhere active", "notebooks archived"]);
});

test("a run archives at most `maxArchives` workspaces, and archived ones do not count", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const names = ["A", "B", "C", "D"];
  const stack = await newStack({
    emulator,
    config: { "anthropic:maxArchives": "2" },
    program: names.map((name) => `new anthropic.Workspace("${name}", { name: "${name}" });`).join("\n"),
  });
  await stack.up();
  console.archiveWorkspace("D");
  const { output } = await stack.destroy(["--continue-on-error"], { fails: true });
  expect(diagnostics(output)).toMatch(
    /cannot archive workspace "[ABC]" \(wrkspc_\w+\): this run has archived 2 objects so far, and `anthropic:maxArchives` allows 2\. If this is intended, `npx pulumi-anthropic plan` prints the limit that the whole run needs \(`plan --destroy` for `pulumi destroy`\)\. Raise it for one run: ANTHROPIC_MAX_ARCHIVES=10 pulumi \.\.\./,
  );
  const active = () => state().workspaces.filter((workspace) => workspace.archived_at === null);
  expect(active()).toHaveLength(1);
  const left = (await stack.export()).resources?.filter(({ type }) => type.endsWith("anthropic:Workspace"));
  expect(left?.map(({ id }) => id)).toEqual(active().map(({ id }) => id));
  await stack.destroy([], { env: { ANTHROPIC_MAX_ARCHIVES: "10" } });
  expect(active()).toEqual([]);
});

test("destroy archives a workspace with its memberships in one request, and removes those of a retained workspace one by one", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const alice = console.addUser({ email: "alice@example.com" });
  const stack = await newStack({
    emulator,
    program: `
      const research = new anthropic.Workspace("research", { name: "Research" });
      const kept = new anthropic.Workspace("kept", { name: "Kept", onDelete: "retain" });
      const left = new anthropic.Workspace("left", { name: "Left" }, { retainOnDelete: true });
      for (const workspace of [research, kept, left]) {
        workspace.name.apply((name) => new anthropic.WorkspaceMember("alice-" + name,
          { workspace, email: "alice@example.com", role: "workspace_user" }));
      }`,
  });
  await stack.up();
  const [research, kept, left] = [
    await stack.resource("research"),
    await stack.resource("kept"),
    await stack.resource("left"),
  ].map(({ id }) => id);
  emulator.clearRequests();
  const plan = await runCommandIn(stack, emulator, ["plan", "--stack", "dev", "--destroy"]);
  expect(plan).toMatchObject({ code: 0 });
  expect(plan.out).toContain(`\`pulumi destroy\` of test/dev on organization ${emulator.organization().id}:
  archives 1 workspace, removes 0 users, removes 2 workspace members, leaves unmanaged 2 objects

Archive (final)
  "Research" (${research}), and with it 1 membership   [research]

Remove from workspace
`);
  expect(writesOf(emulator)).toEqual([]);
  const { output } = await stack.destroy();
  expect(output).toContain(`research: Workspace "Research" (${research}) was archived, which is final.`);
  expect(output).toContain(`Workspace "Kept" (${kept}) is left unchanged, since \`onDelete\` is "retain".`);
  expect(writesOf(emulator).sort()).toEqual(
    [
      `DELETE /workspaces/${kept}/members/${alice.id}`,
      `DELETE /workspaces/${left}/members/${alice.id}`,
      `POST /workspaces/${research}/archive`,
    ].sort(),
  );
  expect(state().members.filter(({ workspace_id }) => workspace_id !== research)).toEqual([]);
});
