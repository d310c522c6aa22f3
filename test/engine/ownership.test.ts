import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { runCommandIn } from "./command.ts";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack, type Stack } from "./stack.ts";

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

  // With `--target`, both resources have the membership afterwards. Deleting one leaves it to the other, also without the program.
  await stack.program(declaring("research", "member") + beside("labs"));
  await stack.up(["--target", stack.urn("WorkspaceMember", "member")]);
  const { output } = await stack.destroy(["--target", stack.urn("WorkspaceMember", "alice")]);
  expect(output).toContain("- 1 deleted");
  expect(output).toContain(
    `alice: WorkspaceMember ${id}/alice@example.com also belongs to \`member\` in the state of this stack. Nothing was removed.`,
  );

  await stack.program(inTeam("") + beside("renamed"));
  const refused = diagnostics((await stack.up(["--continue-on-error"], { fails: true })).output);
  for (const [name, known, aliases] of [
    ["Research", id, "aliases"],
    ["Labs", labs, 'aliases: [{ name: "labs" }]'],
  ]) {
    expect(refused).toContain(
      `cannot create workspace "${name}": the organization has a workspace of that name, ${known}. If you renamed or moved this resource, add the resource option \`${aliases}\`.`,
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

  // The role may change in the same run, since the state shows that the membership is the stack's own.
  await stack.program(
    declaring("research", "renamed", "workspace_admin").replace(
      " });",
      ' }, { aliases: [{ parent: "urn:pulumi:dev::test::test:Team::team" }] });',
    ) + beside("labs"),
  );
  await stack.up();
  expect(writesOf(emulator)).toEqual([
    `POST /workspaces/${id}/members/${alice.id} {"workspace_role":"workspace_admin"}`,
  ]);
  expect(state().members).toMatchObject([{ user_id: alice.id, workspace_role: "workspace_admin" }]);
});

test("a forced replacement only changes the role of a membership, and is refused for a workspace", async () => {
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

test("renaming a stack, and moving resources to stacks with other settings, cause no request", async () => {
  const emulator = await emulated();
  emulator.organization().console.addUser({ email: "alice@example.com" });
  const program = `${declaring("research", "alice")}
    new anthropic.WorkspaceMember("yara", { workspace: research, email: "yara@example.com", role: "workspace_user" });`;
  const labs = 'new anthropic.Workspace("labs", { name: "Labs" });';
  const ownerTag = { "anthropic:ownerTag": "owner", "anthropic:auditLog": "audit.jsonl" };
  const stack = await newStack({ emulator, config: ownerTag, program: program + labs });
  await stack.up();
  emulator.clearRequests();
  await stack.run(["stack", "rename", "organization/test/prod", "--stack", "dev"]);
  const prod = await newStack({ emulator, beside: stack, name: "prod", program: program + labs });
  const unchanged = async (where: Stack, body: string) => {
    await where.program(body);
    await where.up(["--expect-no-changes"]);
    // Only the lists with which it is looked up whether yara has joined.
    expect(writesOf(emulator)).toEqual([]);
  };
  await unchanged(prod, program + labs);

  const next = await newStack({
    emulator,
    beside: stack,
    name: "next",
    config: { ...ownerTag, "anthropic:maxArchives": "0" },
  });
  // The first move copies the default provider, whose inputs are the settings. `state move` would fail if `next` had another one.
  await prod.run([
    ...["state", "move", "--source", "prod", "--dest", "organization/test/next", "--yes"],
    ...[prod.urn("Workspace", "research"), prod.urn("WorkspaceMember", "alice")],
    prod.urn("WorkspaceMember", "yara"),
  ]);
  await unchanged(next, program);

  const { code, out } = await runCommandIn(next, emulator, [
    ...["detach", "--stack", "next", "--match", "Research", "--import-file", "research.json", "--yes"],
  ]);
  expect([code, out]).toEqual([0, expect.stringContaining("1 Workspace and 2 WorkspaceMember")]);
  const importing = ["--generate-code=false", "--protect=false", "--yes"];
  await prod.run(["import", "--file", "research.json", ...importing]);
  await unchanged(prod, program + labs);
  expect((await prod.resource("yara")).outputs).toMatchObject({ status: "pending" });
  // The first change sets the ownership tag to the new stack.
  const { id = "" } = await prod.resource("research");
  await prod.program((program + labs).replace('name: "Research"', 'name: "Lab"'));
  await prod.up();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${id} {"name":"Lab","tags":{"owner":"test/prod"}}`]);

  await prod.run(["state", "rename", prod.urn("WorkspaceMember", "alice"), "renamed", "--yes"]);
  await prod.destroy(["--target", prod.urn("WorkspaceMember", "renamed")]);
  const log = (await readFile(path.join(prod.directory, "audit.jsonl"), "utf8")).trimEnd().split("\n");
  expect(JSON.parse(log.at(-2) ?? "")).toMatchObject({
    stack: "test/prod",
    resource: "renamed",
    operation: "delete",
  });
});
