import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Copy } from "../../../cli/plan/copy.ts";
import { copyFor } from "../../../cli/plan/copyFor.ts";
import { previewOf } from "../../../cli/plan/preview.ts";
import { type Rehearsed, rehearse } from "../../../cli/plan/rehearse.ts";
import type { Seed } from "../../../emulator/index.ts";
import { type Declared, type Run, SmallEngine, shown, withoutIds } from "./engine.ts";

/** What a plan says of a program, with the writes behind its words. */
async function planned(engine: SmallEngine, program: readonly Declared[]): Promise<Run & Rehearsed> {
  const cwd = await mkdtemp(path.join(tmpdir(), "plan-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const io = { env: engine.env, cwd, print: () => undefined, progress: () => undefined };
  const preview = previewOf(await engine.preview(program), "the preview");
  const copy = await copyFor(io, preview, undefined, { handedOver: true });
  if (copy === undefined) throw new Error("there is no copy");
  const original = copy.done().before;
  const writes: string[] = [];
  const watched: Copy = {
    ...copy,
    done() {
      const done = copy.done();
      writes.push(...shown(done.writes, original));
      return done;
    },
  };
  try {
    const rehearsed = await rehearse(
      preview.steps,
      () => watched,
      () => undefined,
    );
    const refused = rehearsed.refusals.map(({ reason }) => withoutIds(reason, original));
    return { writes, refused, ...rehearsed };
  } finally {
    await copy.stop();
  }
}

function texts({ actions }: Rehearsed): string[] {
  return actions.map(({ type, text }) => `${type} ${text}`);
}

const workspace = (name: string, args = {}): Declared => ({
  kind: "Workspace",
  name,
  args: { name: name.toUpperCase(), ...args },
});
const member = (name: string, role?: string, args = {}): Declared => ({
  kind: "Member",
  name,
  args: { email: `${name}@example.com`, ...(role === undefined ? {} : { role }), ...args },
});
const place = (person: string, at: string, role = "workspace_developer"): Declared => ({
  kind: "WorkspaceMember",
  name: `${person}-${at}`,
  args: { email: `${person}@example.com`, role },
  ids: { workspace: at },
  deletedWith: at,
});

const seed: Seed = {
  version: 1,
  users: [
    { email: "root@example.com", role: "admin" },
    { email: "ann@example.com", role: "developer" },
    { email: "bob@example.com", role: "user" },
    { email: "money@example.com", role: "billing" },
  ],
  workspaces: [{ id: "wrkspc_old", name: "OLD" }],
  members: [{ workspace_id: "wrkspc_old", user_id: "ann@example.com", workspace_role: "workspace_user" }],
  invites: [{ email: "ivy@example.com", role: "developer" }],
  api_keys: [{ id: "apikey_ci", name: "ci", scope: { type: "workspace", workspace_id: "wrkspc_old" } }],
};

it("says of a first run whom it mails, what it takes over and makes, and whom it waits for", async () => {
  const engine = await SmallEngine.over({ seed });
  const program = [
    workspace("a"),
    { ...workspace("old"), args: { name: "OLD", adopt: "wrkspc_old" } },
    member("ann", "developer"),
    member("bob", "developer"),
    member("ivy", "developer"),
    member("new", "user"),
    place("ann", "a"),
    place("ann", "old", "workspace_user"),
    place("money", "a"),
    place("ghost", "a"),
    { kind: "ApiKey", name: "ci", args: { apiKeyId: "apikey_ci" } },
  ];
  const plan = await planned(engine, program);
  expect(texts(plan)).toEqual([
    'creates "A"',
    'adopts Workspace "OLD" (wrkspc_old)',
    "adopts Member ann@example.com",
    "promotes bob@example.com, from user to developer",
    "adopts Member ivy@example.com",
    "invites new@example.com as user",
    'addsMember ann@example.com in "A", as workspace_developer',
    'adopts WorkspaceMember ann@example.com in "OLD"',
    'recordsState money@example.com in "A": the role in the organization gives it already',
    'recordsState WorkspaceMember ghost@example.com in "A": waiting for the user to join',
    'adopts ApiKey "ci" (apikey_ci)',
    "waitsFor ivy@example.com: has not accepted the invitation yet",
    "waitsFor ghost@example.com: neither in the organization nor invited",
  ]);
  expect(plan.refusals).toEqual([]);
  // Up to here the organization was only read; now it is done, and it is the same.
  expect(engine.emulator.requests.every(({ method }) => method === "GET")).toBe(true);
  expect((await engine.up(program)).writes).toEqual(plan.writes);
});

it("says of a later run what it changes, takes away, leaves and ends, and what it hands over", async () => {
  const engine = await SmallEngine.over({ seed });
  await engine.up([
    workspace("a", { tags: { team: "ml" } }),
    workspace("gone"),
    workspace("left", { onDelete: "retain" }),
    { ...workspace("spared"), retainOnDelete: true },
    member("ann", "developer"),
    member("bob", "user", { onDelete: "remove" }),
    member("new", "user"),
    place("ann", "a"),
    place("bob", "a"),
    place("ann", "gone"),
  ]);
  const program = [
    workspace("a", { name: "Alpha", tags: { team: "ops", floor: "3" } }),
    { ...member("ann", "developer"), name: "renamed" },
    place("ann", "a", "workspace_admin"),
  ];
  const plan = await planned(engine, program);
  expect(texts(plan)).toEqual([
    'updates "A": tags.team from "ml" to "ops"; tags.floor from none to "3"; name from "A" to "Alpha"',
    "adopts Member ann@example.com",
    'updates ann@example.com in "Alpha", from workspace_developer to workspace_admin',
    'removesMember bob@example.com in "Alpha", as workspace_developer',
    "deletesInvitation new@example.com",
    "removes bob@example.com, who is user",
    "movesOwnership Member ann@example.com",
    expect.stringMatching(/^retains Workspace "SPARED" .*: its resource option `retainOnDelete` says so$/),
    expect.stringMatching(/^retains Workspace "LEFT" .* is left unchanged, since `onDelete` is "retain"\.$/),
    expect.stringMatching(/^archives "GONE" \(wrkspc_\w+\), and with it 1 membership$/),
  ]);
  expect(plan.refusals).toEqual([]);
  expect((await engine.up(program)).writes).toEqual(plan.writes);
});

it("takes whoever has accepted meanwhile for who they are, though the preview had no key to see it", async () => {
  const engine = await SmallEngine.over({ seed });
  const program = [workspace("a"), member("new", "developer"), place("new", "a")];
  await engine.up(program);
  const waiting = await planned(engine, program);
  expect(texts(waiting)).toEqual(["waitsFor new@example.com: has not accepted the invitation yet"]);

  engine.emulator.organization().console.acceptInvite("new@example.com");
  engine.emulator.clearRequests();
  const plan = await planned(engine, program);
  expect(texts(plan)).toEqual([
    "recordsState Member new@example.com: invited before, active now",
    'addsMember new@example.com in "A", as workspace_developer',
  ]);
  expect((await engine.up(program)).writes).toEqual(plan.writes);
});

it("says in the same words what would be refused, and goes on with the rest", async () => {
  const engine = await SmallEngine.over({ seed });
  await engine.up([workspace("a"), member("new", "user")]);
  const { console: byHand } = engine.emulator.organization();
  const [, made] = engine.emulator.organization().state().workspaces;
  byHand.deleteInvite("new@example.com");
  byHand.createApiKey({ name: "in use", workspaceId: made?.id ?? "" });
  const ann = place("ann", "old", "workspace_admin");
  const program = [
    member("new", "developer"),
    member("ann", "user"),
    { ...workspace("old"), args: { name: "Old", adopt: "wrkspc_old" } },
    { ...ann, ids: {}, args: { ...ann.args, workspace: "wrkspc_old" } },
    workspace("b"),
  ];
  const plan = await planned(engine, program);
  const up = await engine.up(program);
  expect(plan.refused).toEqual(up.refused);
  expect(plan.refused.join("\n")).toMatch(
    /withdrawn by hand[\s\S]*they are in the organization already, as developer[\s\S]*not as declared: `name` is "OLD"[\s\S]*they have the role workspace_user there already[\s\S]*1 active API key is inside/,
  );
  expect(plan.writes).toEqual(up.writes);
  expect(texts(plan)).toEqual(['creates "B"']);
});

it("fills in what only the run makes known, and says what stays unknown", async () => {
  const engine = await SmallEngine.over({ seed });
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const members = [{ email: "ann@example.com", role: "workspace_user" }];
  const plan = await planned(engine, [
    workspace("a"),
    { kind: "WorkspaceMembers", name: "all", args: { members }, ids: { workspace: "a" } },
    member("late", undefined, { email: unknown }),
    workspace("b", { tags: { other: unknown } }),
    workspace("c", { tags: { other: "[secret]" } }),
  ]);
  expect(texts(plan)).toEqual([
    'creates "A"',
    'addsMember ann@example.com in "A", as workspace_user',
    'unknown Member "late": `email` is known only then',
    'creates "B"',
    'creates "C"',
  ]);
});

/** The same numbers for the same start. */
function dice(start: number): (sides: number) => number {
  let state = start * 2_654_435_761 + 1;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

type Dice = ReturnType<typeof dice>;

function some<T>(roll: Dice, list: readonly T[], oneIn: number): T[] {
  return list.filter(() => roll(oneIn) === 0);
}

function one(roll: Dice, ...list: readonly string[]): string {
  return list[roll(list.length)] ?? "";
}

/** A program such as people write, of few names, so that they meet again in the next one. */
function randomProgram(roll: Dice): Declared[] {
  const spaces = ["a", "b", "c"].filter(() => roll(4) > 0);
  const workspaces = spaces.map((name) =>
    workspace(name, {
      name: one(roll, "One", "Two", name),
      allowDuplicateName: true,
      tags: { n: String(roll(2)) },
      onDelete: one(roll, "archive", "archive", "retain"),
    }),
  );
  const people = some(roll, ["ann", "bob", "ivy", "new", "money", "root"], 2).map((name): Declared => {
    const resource = one(roll, name, name, `${name}-again`);
    const role = one(roll, "user", "developer", "billing");
    return roll(6) === 0
      ? { kind: "Invite", name: resource, args: { email: `${name}@example.com`, role } }
      : { ...member(name, role, { onDelete: one(roll, "demote", "remove", "retain") }), name: resource };
  });
  const places = spaces.flatMap((at): Declared[] => {
    if (roll(4) > 0) {
      return some(roll, ["ann", "bob", "new", "money", "root", "ghost"], 3).map((name) =>
        place(name, at, one(roll, "workspace_user", "workspace_developer", "workspace_admin")),
      );
    }
    const members = ["ann", ...some(roll, ["bob", "new"], 2)].map((name) => ({
      email: `${name}@example.com`,
      role: one(roll, "workspace_user", "workspace_developer"),
    }));
    return [{ kind: "WorkspaceMembers", name: `all-${at}`, args: { members }, ids: { workspace: at } }];
  });
  return [...workspaces, ...people, ...places];
}

/** What people do in the Console between two runs. */
function changeByHand({ emulator }: SmallEngine, roll: Dice): void {
  const organization = emulator.organization();
  const { console: byHand } = organization;
  const { invites, users, members, workspaces } = organization.state();
  for (const { id, status } of invites) {
    if (status !== "pending") continue;
    if (roll(3) === 0) byHand.acceptInvite(id);
    else if (roll(4) === 0) byHand.deleteInvite(id);
  }
  for (const { id, role } of users) {
    if (role === "admin" || roll(5) > 0) continue;
    if (roll(2) > 0) byHand.setUserRole(id, "developer");
    else byHand.removeUser(id);
  }
  const left = new Set(organization.state().users.map(({ id }) => id));
  const open = new Set(workspaces.filter((each) => each.archived_at === null).map(({ id }) => id));
  for (const { workspace_id: at, user_id: who } of members) {
    if (left.has(who) && open.has(at) && roll(4) === 0) byHand.removeMember(at, who);
  }
  for (const id of open) {
    if (roll(8) === 0) byHand.archiveWorkspace(id);
  }
}

it("writes on the copy what `up` writes, whatever the program and whatever was done by hand", async () => {
  let writes = 0;
  let refused = 0;
  for (let run = 1; run <= 10; run += 1) {
    const roll = dice(run);
    const engine = await SmallEngine.over({ seed });
    for (let round = 0; round < 3; round += 1) {
      const program = randomProgram(roll);
      engine.emulator.clearRequests();
      const plan = await planned(engine, program);
      expect(engine.emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
      const up = await engine.up(program);
      expect({ run, round, writes: plan.writes, refused: plan.refused }).toEqual({ run, round, ...up });
      writes += up.writes.length;
      refused += up.refused.length;
      changeByHand(engine, roll);
    }
    await engine.emulator.stop();
  }
  expect(writes).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(10);
});
