import { expect, test } from "vitest";
import { runCommandIn } from "./command.ts";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const otherKey = "sk-ant-admin01-other-organization-000000000000000000000";

test("the resources of a Team have its parent, Provider, transformations and protection", async () => {
  const emulator = await emulated({ organizations: [{ adminKey: otherKey }] });
  const other = emulator.organization(otherKey);
  for (const { console } of [emulator.organization(), other]) console.addUser({ email: "alice@example.com" });
  const declaring = (options: string) => `
    const sandbox = new anthropic.Provider("sandbox",
      { organizationId: "${other.id}", adminKeyVariable: "ANTHROPIC_SANDBOX_ADMIN_KEY" });
    const department = new pulumi.ComponentResource("acme:Department", "engineering");
    const first = new anthropic.Workspace("first", { name: "First" }, { provider: sandbox });
    const mark = ({ type, props, opts }) =>
      type === "pulumi-nodejs:dynamic/anthropic:Workspace" ? { props: { ...props, tags: { by: "mark" } }, opts } : undefined;
    const members = [{ email: "alice@example.com", role: "workspace_user" }];
    new anthropic.Team("one", { workspace: { name: "One" }, members },
      { parent: department, provider: sandbox, transformations: [mark], dependsOn: first, ${options} });
    new anthropic.Team("two", { workspace: { name: "Two" }, members, complete: true }, { providers: [sandbox], retainOnDelete: true });`;
  const env = { ANTHROPIC_SANDBOX_ADMIN_KEY: otherKey };
  const stack = await newStack({ emulator, program: declaring("protect: true"), env });
  await stack.up();

  expect(emulator.organization().state().workspaces).toEqual([]);
  const names = () =>
    other
      .state()
      .workspaces.filter(({ archived_at }) => archived_at === null)
      .map(({ name, tags }) => [name, tags])
      .toSorted();
  expect(names()).toEqual([
    ["First", {}],
    ["One", { by: "mark" }],
    ["Two", {}],
  ]);
  const { resources = [] } = await stack.export();
  const ofOne = resources.filter(({ urn }) => urn.includes("acme:Department$anthropic:index:Team"));
  expect(ofOne.map(({ urn }) => urn.split("::").at(-1))).toEqual(["one", "one", "one/alice@example.com"]);
  const first = (await stack.resource("first")).urn;
  for (const resource of ofOne) {
    expect(resource.protect).toBe(true);
    expect(resource).toHaveProperty("dependencies", expect.arrayContaining([first]));
  }

  await stack.program(declaring("").replace(/new anthropic.Team\("one"[\s\S]*?}\);/, ""));
  const refused = diagnostics((await stack.up([], { fails: true })).output);
  expect(refused).toContain("protected");
  await stack.program(declaring(""));
  await stack.up();
  await stack.destroy();
  // The second Team is retained, with its members.
  expect(names()).toEqual([["Two", {}]]);
  const { workspaces, members } = other.state();
  const two = workspaces.find(({ name }) => name === "Two")?.id;
  expect(members.filter(({ workspace_id }) => workspace_id === two)).toHaveLength(1);
});

const team = (members: string, more = "") => `
  export const { workspaceId, memberStatuses } = new anthropic.Team("research", {
    workspace: { name: "Research" },
    members: [${members}],
    ${more}
  });`;
const limits = `
    rateLimits: [{ model: "claude-opus-5-5", limits: { requests_per_minute: 100 } }, { groupType: "batch", limits: { requests_per_minute: 50 } }],
    spendLimit: { amount: "500.00" },`;
const alice = `{ email: "alice@example.com", role: "workspace_admin", organization: { role: "developer", onDelete: "remove" } }`;
const bob = `{ email: "bob@example.com", role: "workspace_user" }`;

test("a Team invites users, sets limits, follows changes, and is destroyed with one archive", async () => {
  const emulator = await emulated({ seed: { version: 1, settings: { spend_limits_early_access: true } } });
  const { console, state } = emulator.organization();
  console.addUser({ email: "bob@example.com" });
  const stack = await newStack({ emulator, program: team(`${alice}, ${bob}`, limits) });
  const preview = await stack.preview();
  expect(preview.output).toContain("WorkspaceRateLimit research/claude-opus-5-5 create");
  await stack.up();
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["alice@example.com"]);
  const [{ id } = { id: "" }] = state().workspaces;
  expect(await stack.outputs()).toEqual({
    workspaceId: id,
    memberStatuses: [
      { email: "alice@example.com", role: "workspace_admin", status: "pending", waitingFor: "acceptance" },
      { email: "bob@example.com", role: "workspace_user", status: "active", userId: expect.any(String) },
    ],
  });
  const { outputs } = await stack.resource("research/batch");
  expect(outputs).toMatchObject({ workspace: id, limits: { requests_per_minute: 50 } });
  const { resources = [] } = await stack.export();
  expect(resources.find(({ type }) => type.endsWith(":SpendLimit"))?.outputs).toMatchObject({
    workspace: id,
    amount: "500",
  });

  console.acceptInvite("alice@example.com");
  await stack.up();
  await stack.up(["--expect-no-changes"]);
  expect(state().members).toHaveLength(2);

  await stack.program(team(bob, limits));
  const { output } = await stack.up();
  expect(output).toContain("- 2 deleted");
  expect(state().users.map(({ email }) => email)).not.toContain("alice@example.com");
  writesOf(emulator);

  await stack.destroy();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${id}/archive`]);
});

test("`plan`, `drift` and `import` understand the resources of a Team", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  for (const name of ["bob", "eve"]) console.addUser({ email: `${name}@example.com` });
  const single = `
    const workspace = new anthropic.Workspace("research", { name: "Research" });
    new anthropic.WorkspaceMember("bob-research", { workspace, email: "bob@example.com", role: "workspace_user" });`;
  const stack = await newStack({ emulator, program: single });
  const run = (...args: string[]) => runCommandIn(stack, emulator, [...args, "--stack", "dev"]);
  await stack.up();
  emulator.clearRequests();

  await stack.program(team(bob));
  const moved = await run("plan");
  expect(moved).toMatchObject({ code: 0 });
  expect(moved.out).toContain("changes nothing");
  await stack.up();
  expect(writesOf(emulator)).toEqual([]);

  await stack.program(team(`${alice}, ${bob}`));
  const planned = await run("plan");
  expect(planned.out).toContain("invites 1 user");
  await stack.up();
  writesOf(emulator);
  expect((await run("drift")).out).toContain("alice@example.com");

  console.setMemberRole("Research", "bob@example.com", "workspace_admin");
  console.addMember("Research", "eve@example.com", "workspace_user");
  const drift = await run("drift");
  expect(drift.code).toBe(7);
  expect(drift.out).toContain("research/bob@example.com");
  expect(drift.out).toMatch(/eve@example\.com/);

  // Only what the Team does not have is left to import.
  const imported = await run("import");
  expect(imported.code).toBe(0);
  for (const line of [
    "1 membership and 2 users",
    "1 workspace (already managed by dev)",
    "1 membership (already managed by dev)",
    "1 pending invitation (already managed by dev)",
  ]) {
    expect(imported.out).toContain(line);
  }
});
