import { expect, test } from "vitest";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

// The engine creates the new resource and then deletes the old one, or the other way round, even if both are the same object.
// The request log shows whether a user lost access in between.

const declaring = (workspace: string, member: string, role = "workspace_user") => `
  const research = new anthropic.Workspace("${workspace}", { name: "Research" });
  new anthropic.WorkspaceMember("${member}", { workspace: research, email: "alice@example.com", role: "${role}" });`;

const inTeam = (aliases: string) => `
  class Team extends pulumi.ComponentResource {
    constructor(name) {
      super("test:Team", name);
      const parent = this;
      const research = new anthropic.Workspace("research", { name: "Research" }, { parent, ${aliases} });
      new anthropic.WorkspaceMember("member",
        { workspace: research, email: "alice@example.com", role: "workspace_user" }, { parent });
    }
  }
  new Team("team");`;

test("ownership of a membership moves when it is renamed or moved without an alias, and a workspace is refused", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const alice = console.addUser({ email: "alice@example.com" });
  const beside = (name: string) => `new anthropic.Workspace("${name}", { name: "Labs" });`;
  const stack = await newStack({ emulator, program: declaring("research", "alice") + beside("labs") });
  await stack.up();
  const { id = "" } = await stack.resource("research");
  const { id: labs } = await stack.resource("labs");
  emulator.clearRequests();

  await stack.program(declaring("research", "member") + beside("labs"));
  const { output } = await stack.up();
  expect(output).toContain("- 1 deleted");
  expect(diagnostics(output)).toContain(
    `alice: WorkspaceMember ${id}/alice@example.com is still declared in this program. Nothing was removed.`,
  );

  await stack.program(inTeam("") + beside("renamed"));
  const refused = diagnostics((await stack.up(["--continue-on-error"], { fails: true })).output);
  for (const [name, known] of [
    ["Research", id],
    ["Labs", labs],
  ]) {
    expect(refused).toContain(
      `cannot create workspace "${name}": the organization has a workspace of that name, ${known}. If you renamed or moved this resource, add the resource option \`aliases\`.`,
    );
  }
  for (const name of ["research", "labs"]) {
    expect(refused).toMatch(
      new RegExp(
        `cannot delete Workspace ${name === "labs" ? labs : id}: Workspace \\S+ failed earlier in this run`,
      ),
    );
  }
  expect((await stack.resource("research")).id).toBe(id);
  expect((await stack.resource("labs")).id).toBe(labs);
  expect(writesOf(emulator)).toEqual([]);

  await stack.program(inTeam("aliases: [{ parent: pulumi.rootStackResource }]") + beside("labs"));
  await stack.up();
  expect((await stack.resource("research")).id).toBe(id);
  expect(writesOf(emulator)).toEqual([]);

  // A new role in the same run is refused, because it may be a mistake.
  await stack.program(
    declaring("research", "renamed", "workspace_admin").replace(
      " });",
      ' }, { aliases: [{ parent: "urn:pulumi:dev::test::test:Team::team" }] });',
    ),
  );
  expect(diagnostics((await stack.up([], { fails: true })).output)).toContain(
    "they have the role workspace_user already. If you renamed or moved this resource, add the resource option `aliases`.",
  );
  expect(writesOf(emulator)).toEqual([]);
  expect(state().members).toMatchObject([{ user_id: alice.id, workspace_role: "workspace_user" }]);
});

test("a forced replacement leaves a membership unchanged, and is refused for a workspace", async () => {
  const emulator = await emulated();
  const alice = emulator.organization().console.addUser({ email: "alice@example.com" });
  const stack = await newStack({ emulator, program: declaring("research", "alice") });
  await stack.up();
  const { id = "" } = await stack.resource("research");
  emulator.clearRequests();

  const member = stack.urn("WorkspaceMember", "alice");
  expect((await stack.up(["--replace", member])).output).toContain("+-1 replaced");
  expect(writesOf(emulator)).toEqual([]);
  await stack.run(["state", "taint", member, "--yes"]);
  await stack.program(declaring("research", "alice", "workspace_admin"));
  // In a forced replacement the new resource does not know that the old one was the stack's own. Another role is refused.
  expect(diagnostics((await stack.up([], { fails: true })).output)).toContain(
    "they have the role workspace_user already",
  );
  expect(writesOf(emulator)).toEqual([]);
  await stack.run(["state", "untaint", member, "--yes"]);
  await stack.up();
  expect(writesOf(emulator)).toEqual([
    `POST /workspaces/${id}/members/${alice.id} {"workspace_role":"workspace_admin"}`,
  ]);

  await stack.run(["state", "taint", stack.urn("Workspace", "research"), "--yes"]);
  const { output } = await stack.up([], { fails: true });
  expect(diagnostics(output)).toContain(`the organization has a workspace of that name, ${id}`);
  await stack.run(["state", "untaint", stack.urn("Workspace", "research"), "--yes"]);
  await stack.up(["--expect-no-changes"]);
  expect(writesOf(emulator)).toEqual([]);
});

test("a run that was killed between the create and the delete of a replacement has removed nothing", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  console.addUser({ email: "alice@example.com" });
  const stack = await newStack({ emulator, program: declaring("research", "alice") });
  await stack.up();
  const members = "/v1/organizations/workspaces/*/members";
  emulator.clearRequests();
  emulator.faults.add({ kind: "hang", method: "GET", path: members });
  const running = stack.start([
    "up",
    "--yes",
    "--skip-preview",
    "--replace",
    stack.urn("WorkspaceMember", "alice"),
  ]);
  await expect
    .poll(() => emulator.requests.some(({ fault }) => fault === "hang"), { timeout: 60_000 })
    .toBe(true);
  await running.kill();
  await stack.unlock();
  await stack.up();
  expect((await stack.resource("alice")).outputs).toMatchObject({ status: "active" });
  expect(writesOf(emulator)).toEqual([]);
  expect(state().members).toHaveLength(1);
});

test("renaming a stack and moving resources to another stack cause no request", async () => {
  const emulator = await emulated();
  emulator.organization().console.addUser({ email: "alice@example.com" });
  const ownerTag = { "anthropic:ownerTag": "owner" };
  const stack = await newStack({ emulator, config: ownerTag, program: declaring("research", "alice") });
  await stack.up();
  emulator.clearRequests();
  await stack.run(["stack", "rename", "organization/test/prod", "--stack", "dev"]);
  const prod = await newStack({
    emulator,
    beside: stack,
    name: "prod",
    program: declaring("research", "alice"),
  });
  await prod.up(["--expect-no-changes"]);

  const next = await newStack({ emulator, beside: stack, name: "next", config: ownerTag });
  await prod.run([
    ...[
      "state",
      "move",
      "--source",
      "prod",
      "--dest",
      "organization/test/next",
      "--include-parents",
      "--yes",
    ],
    ...[prod.urn("Workspace", "research"), prod.urn("WorkspaceMember", "alice")],
  ]);
  await next.program(declaring("research", "alice"));
  await next.up(["--expect-no-changes"]);
  await prod.destroy();
  expect(emulator.requests).toEqual([]);

  // The first change sets the ownership tag to the new stack.
  const { id = "" } = await next.resource("research");
  await next.program(declaring("research", "alice").replace('name: "Research"', 'name: "Labs"'));
  await next.up();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${id} {"name":"Labs","tags":{"owner":"test/next"}}`]);
});
