import { expect, test } from "vitest";
import { dark, hide, isList, proxyOf } from "../emulator/proxy.ts";
import { runCommandIn } from "./command.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("no command forgets, deletes or creates anything while the API returns empty lists", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  emulator.organization().console.addUser({ email: "alice@example.com" });
  let isDark = false;
  const url = await proxyOf(emulator, (passing) => {
    if (isDark) dark(passing);
  });
  const env = { ANTHROPIC_ADMIN_BASE_URL: url };
  const stack = await newStack({
    emulator,
    env,
    program: `
      const workspace = new anthropic.Workspace("w", { name: "W", onArchived: "recreate" });
      new anthropic.Member("bob", { email: "bob@example.com", role: "developer" });
      new anthropic.Invite("guest", { email: "guest@example.com", role: "user" });
      new anthropic.WorkspaceMember("alice", { workspace: workspace.id, email: "alice@example.com", role: "workspace_user" });`,
  });
  await stack.up();
  const before = await stack.export();
  const there = emulator.organization().state();
  writesOf(emulator);

  isDark = true;
  for (const command of [["destroy"], ["up", "--refresh"], ["refresh"]]) {
    const { exitCode, output } = await stack.start([...command, "--yes", "--skip-preview"]).done;
    expect(exitCode).not.toBe(0);
    expect(output).toContain("every organization has a");
  }
  const drift = await runCommandIn(stack, emulator, ["drift", "--stack", "dev"], env);
  expect(drift.code).toBe(1);
  expect(writesOf(emulator)).toEqual([]);
  expect(emulator.organization().state()).toEqual(there);
  expect((await stack.export()).resources?.length).toBe(before.resources?.length);

  isDark = false;
  await stack.up(["--refresh", "--expect-no-changes"]);
  await stack.destroy();
  expect(emulator.organization().state().members).toEqual([]);
});

test("destroy removes access that stale lists do not show", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console, state } = emulator.organization();
  for (const name of ["alice", "bob"]) console.addUser({ email: `${name}@example.com` });
  let late = false;
  const url = await proxyOf(emulator, (passing) => {
    // The lists lack the memberships and invitations that were just created.
    if (!late || !isList(passing)) return;
    if (passing.path.endsWith("/members")) hide(passing, () => true);
    if (passing.path === "/invites") hide(passing, () => true);
  });
  const stack = await newStack({
    emulator,
    env: { ANTHROPIC_ADMIN_BASE_URL: url },
    program: `
      const one = new anthropic.Workspace("one", { name: "One", onDelete: "retain" });
      const two = new anthropic.Workspace("two", { name: "Two", onDelete: "retain" });
      new anthropic.Member("carol", { email: "carol@example.com", role: "developer" });
      new anthropic.Invite("guest", { email: "guest@example.com", role: "user" });
      new anthropic.WorkspaceMember("alice", { workspace: one, email: "alice@example.com", role: "workspace_user" });
      new anthropic.WorkspaceMembers("bob", { workspace: two, members: [{ email: "bob@example.com", role: "workspace_user" }] });`,
  });
  await stack.up();
  expect(state().members).toHaveLength(2);
  late = true;
  await stack.destroy(["--refresh"]);
  expect(state().members).toEqual([]);
  expect(state().invites.filter(({ status }) => status === "pending")).toEqual([]);
});

test("a run stops when a response comes from another organization, and reports where the write took effect", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const other = "99999999-9999-4999-8999-999999999999";
  let writes = 0;
  const url = await proxyOf(emulator, (passing) => {
    if (passing.method !== "GET") writes += 1;
    if (writes > 0) passing.headers["anthropic-organization-id"] = other;
  });
  const stack = await newStack({
    emulator,
    env: { ANTHROPIC_ADMIN_BASE_URL: url },
    program: `
      const a = new anthropic.Workspace("a", { name: "A" });
      new anthropic.Workspace("b", { name: "B" }, { dependsOn: a });`,
  });
  const { exitCode, output } = await stack.start(["up", "--yes", "--skip-preview"]).done;
  expect(exitCode).not.toBe(0);
  expect(output).toContain(`The write took effect in organization ${other}: revert it there.`);
  expect(writesOf(emulator)).toHaveLength(1);
});
