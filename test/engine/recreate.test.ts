import { expect, test } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

// The engine replaces the resources with `deletedWith` a workspace together with it, without a diff by the provider.

const members = ["bob", "carol"];

/** Two workspaces, one with memberships that are resources of their own, and one with a complete list. */
const program = (more = "", parent = "undefined") => `
  const team = new pulumi.ComponentResource("test:Team", "team");
  const options = { parent: ${parent} };
  const each = new anthropic.Workspace("each", { name: "Each", onArchived: "recreate" }, options);
  const list = new anthropic.Workspace("list", { name: "List", onArchived: "recreate" }, options);
  new anthropic.WorkspaceMember("alice",
    { workspace: each, email: "alice@example.com", role: "workspace_user" }, options);
  new anthropic.WorkspaceMember("bob",
    { workspace: each, email: "bob@example.com", role: "workspace_developer" }, options);
  new anthropic.WorkspaceMembers("everybody", {
    workspace: list,
    members: ${JSON.stringify(members)}.map((name) => ({ email: name + "@example.com", role: "workspace_user" })),
  }, options);
  ${more}`;

function archiveBoth(emulator: Emulator): void {
  const { console, state } = emulator.organization();
  for (const { id, archived_at } of state().workspaces)
    if (archived_at === null) console.archiveWorkspace(id);
  emulator.clearRequests();
}

/** The writes without IDs, because the ID of a recreated workspace is not known in advance. */
const writes = (emulator: Emulator) =>
  writesOf(emulator)
    .map((line) => line.replaceAll(/(wrkspc|user)_\w{8,}/g, "$1"))
    .sort();

const recreated = [
  'POST /workspaces {"name":"Each"}',
  'POST /workspaces {"name":"List"}',
  'POST /workspaces/wrkspc/members {"user_id":"user","workspace_role":"workspace_developer"}',
  ...Array.from(
    { length: 3 },
    () => 'POST /workspaces/wrkspc/members {"user_id":"user","workspace_role":"workspace_user"}',
  ),
];

/** The members of each active workspace, as `Each alice`. */
function placesOf(emulator: Emulator): string[] {
  const { workspaces, members: places, users } = emulator.organization().state();
  const nameOf = (id: string) => users.find((user) => user.id === id)?.email.split("@")[0];
  return workspaces
    .filter(({ archived_at }) => archived_at === null)
    .flatMap(({ id, name }) =>
      places
        .filter(({ workspace_id }) => workspace_id === id)
        .map(({ user_id }) => `${name} ${nameOf(user_id)}`),
    )
    .sort();
}

const everyPlace = ["Each alice", "Each bob", "List bob", "List carol"];

async function stackOf(emulator: Emulator) {
  for (const name of ["alice", ...members]) {
    emulator.organization().console.addUser({ email: `${name}@example.com` });
  }
  const stack = await newStack({ emulator, program: program() });
  await stack.up();
  expect(placesOf(emulator)).toEqual(everyPlace);
  return stack;
}

test("a recreated workspace has its members again, and nothing is removed or created twice", async () => {
  const emulator = await emulated();
  const stack = await stackOf(emulator);

  archiveBoth(emulator);
  await stack.up(["--refresh"]);
  expect(writes(emulator)).toEqual(recreated);
  expect(placesOf(emulator)).toEqual(everyPlace);
  await stack.preview(["--refresh", "--expect-no-changes"]);

  archiveBoth(emulator);
  await stack.refresh();
  await stack.up();
  expect(writes(emulator)).toEqual(recreated);
  expect(placesOf(emulator)).toEqual(everyPlace);
});

test("tainted and moved members of a recreated workspace are added once", async () => {
  const emulator = await emulated();
  const stack = await stackOf(emulator);
  const urns = [
    stack.urn("WorkspaceMember", "alice"),
    stack.urn("WorkspaceMembers", "everybody"),
    stack.urn("Workspace", "list"),
  ];

  archiveBoth(emulator);
  for (const urn of urns) await stack.run(["state", "taint", urn, "--yes"]);
  await stack.up(["--refresh"]);
  expect(writes(emulator)).toEqual(recreated);
  expect(placesOf(emulator)).toEqual(everyPlace);
  await stack.preview(["--expect-no-changes"]);

  archiveBoth(emulator);
  await stack.program(program("", "team"));
  await stack.up(["--refresh", "--run-program"]);
  expect(writes(emulator)).toEqual(recreated);
  expect(placesOf(emulator)).toEqual(everyPlace);
  await stack.preview(["--expect-no-changes"]);
});

test("a forced replacement of members together with a recreated workspace adds them once", async () => {
  const emulator = await emulated();
  const stack = await stackOf(emulator);

  archiveBoth(emulator);
  const forced = ["alice", "bob"].map((name) => stack.urn("WorkspaceMember", name));
  const lists = stack.urn("WorkspaceMembers", "everybody");
  await stack.up(["--refresh", ...[...forced, lists].flatMap((urn) => ["--replace", urn])]);
  expect(writes(emulator)).toEqual(recreated);
  expect(placesOf(emulator)).toEqual(everyPlace);

  // Renamed without aliases, the old resources are deleted after the new ones exist.
  archiveBoth(emulator);
  await stack.program(program().replaceAll(/"(each|list|alice|bob|everybody)"(?=, ?[{]|,\n)/g, '"$1-again"'));
  await stack.up(["--refresh", "--run-program"]);
  expect(writes(emulator)).toEqual(recreated);
  expect(placesOf(emulator)).toEqual(everyPlace);
});

test("a value that depends on the ID of a resource that `get` reads is no change in a preview", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  const research = console.createWorkspace({ name: "Research" });
  const alice = console.addUser({ email: "alice@example.com" });
  const stack = await newStack({
    emulator,
    program: `
      const research = anthropic.Workspace.get("research", "${research.id}");
      const alice = anthropic.Member.get("alice", "Alice@Example.com");
      new anthropic.WorkspaceMember("member",
        { workspace: research.id, email: alice.id, role: "workspace_user" });
      new anthropic.WorkspaceMembers("list", { workspace: "${console.createWorkspace({ name: "Lab" }).id}",
        members: [{ userId: alice.userId, role: "workspace_user" }] });`,
  });
  await stack.up();
  expect((await stack.resource("member")).id).toBe(`${research.id}/${alice.email}`);
  await stack.preview(["--expect-no-changes"]);
  await stack.preview(["--refresh", "--run-program", "--expect-no-changes"]);
});
