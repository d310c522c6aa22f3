import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Copy } from "../../../cli/plan/copy.ts";
import { copyFor } from "../../../cli/plan/copyFor.ts";
import { previewOf } from "../../../cli/plan/preview.ts";
import { simulate } from "../../../cli/plan/simulate.ts";
import type { SimulationResult } from "../../../cli/plan/simulationLog.ts";
import type { Seed } from "../../../emulator/index.ts";
import { type Declared, type Run, SmallEngine, shown, withoutIds } from "./engine.ts";

/** The simulation of a program, with its writes and errors in the form of `Run`. */
async function planned(engine: SmallEngine, program: readonly Declared[]): Promise<Run & SimulationResult> {
  const cwd = await mkdtemp(path.join(tmpdir(), "plan-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const io = {
    env: engine.env,
    cwd,
    print: () => undefined,
    write: () => undefined,
    progress: () => undefined,
  };
  const preview = previewOf(await engine.preview(program), "the preview");
  const copy = await copyFor(io, preview, undefined, { fromFile: true });
  if (copy === undefined) throw new Error("there is no copy");
  const original = copy.takeEffects().before;
  const writes: string[] = [];
  const watched: Copy = {
    ...copy,
    takeEffects() {
      const effects = copy.takeEffects();
      writes.push(...shown(effects.writes, original));
      return effects;
    },
  };
  try {
    const simulated = await simulate(
      preview.steps,
      () => watched,
      () => undefined,
    );
    const refused = simulated.refusals.map(({ reason }) => withoutIds(reason, original));
    return { writes, refused, ...simulated };
  } finally {
    await copy.stop();
  }
}

function texts({ actions }: SimulationResult): string[] {
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
const workspaceMember = (user: string, at: string, role = "workspace_developer"): Declared => ({
  kind: "WorkspaceMember",
  name: `${user}-${at}`,
  args: { email: `${user}@example.com`, role },
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
  invites: [
    { email: "ivy@example.com", role: "developer" },
    { email: "emma@example.com", role: "user" },
  ],
  api_keys: [{ id: "apikey_ci", name: "ci", scope: { type: "workspace", workspace_id: "wrkspc_old" } }],
};

it("shows what a first run invites, adopts and creates, and for whom it waits", async () => {
  const engine = await SmallEngine.over({ seed });
  const program = [
    workspace("a"),
    { ...workspace("old"), args: { name: "OLD", adopt: "wrkspc_old" } },
    member("ann", "developer"),
    member("bob", "developer"),
    member("ivy", "developer"),
    member("emma", "billing"),
    member("new", "user"),
    workspaceMember("ann", "a"),
    workspaceMember("ann", "old", "workspace_user"),
    workspaceMember("money", "a"),
    workspaceMember("ghost", "a"),
    { kind: "ApiKey", name: "ci", args: { apiKeyId: "apikey_ci" } },
  ];
  const plan = await planned(engine, program);
  expect(texts(plan)).toEqual([
    'creates "A"',
    'adopts Workspace "OLD" (wrkspc_old)',
    "adopts Member ann@example.com",
    "promotes bob@example.com, from user to developer",
    "adopts Member ivy@example.com",
    "adopts Member emma@example.com, invited as user; the first `up` after acceptance changes the role to billing",
    "invites new@example.com as user",
    'addsMember ann@example.com in "A", as workspace_developer',
    'adopts WorkspaceMember ann@example.com in "OLD"',
    'recordsState money@example.com in "A": the role in the organization already gives this access',
    'recordsState WorkspaceMember ghost@example.com in "A": waiting for the user to join',
    'adopts ApiKey "ci" (apikey_ci)',
    "waitsFor ivy@example.com: has not accepted the invitation yet",
    "waitsFor emma@example.com: has not accepted the invitation yet, invited as user; the first `up` after acceptance changes the role to billing",
    "waitsFor ghost@example.com: neither in the organization nor invited",
  ]);
  expect(plan.refusals).toEqual([]);
  expect(plan.notes).toEqual([]);
  // The simulation only read the organization. The actual run sends the same writes.
  expect(engine.emulator.requests.every(({ method }) => method === "GET")).toBe(true);
  expect((await engine.up(program)).writes).toEqual(plan.writes);
});

it("shows what a later run updates, removes, retains and archives, and where ownership moves", async () => {
  const engine = await SmallEngine.over({ seed });
  await engine.up([
    workspace("a", { tags: { team: "ml" } }),
    workspace("gone"),
    workspace("left", { onDelete: "retain" }),
    { ...workspace("spared"), retainOnDelete: true },
    member("ann", "developer"),
    member("bob", "user", { onDelete: "remove" }),
    member("new", "user"),
    workspaceMember("ann", "a"),
    workspaceMember("bob", "a"),
    workspaceMember("ann", "gone"),
  ]);
  const program = [
    workspace("a", { name: "Alpha", tags: { team: "ops", floor: "3" } }),
    { ...member("ann", "developer"), name: "renamed" },
    workspaceMember("ann", "a", "workspace_admin"),
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
    expect.stringMatching(/^retains Workspace "SPARED" .*: resource option `retainOnDelete`$/),
    expect.stringMatching(/^retains Workspace "LEFT" .* is left unchanged, since `onDelete` is "retain"\.$/),
    expect.stringMatching(/^archives "GONE" \(wrkspc_\w+\), and with it 1 membership$/),
  ]);
  expect(plan.refusals).toEqual([]);
  expect((await engine.up(program)).writes).toEqual(plan.writes);
});

it("looks up who accepted an invitation in the meantime, which a preview without a key does not see", async () => {
  const engine = await SmallEngine.over({ seed });
  const program = [workspace("a"), member("new", "developer"), workspaceMember("new", "a")];
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

it("shows the same errors as `up`, and continues with the other resources", async () => {
  const engine = await SmallEngine.over({ seed });
  await engine.up([workspace("a"), member("new", "user")]);
  const { console: inConsole } = engine.emulator.organization();
  const [, made] = engine.emulator.organization().state().workspaces;
  inConsole.deleteInvite("new@example.com");
  inConsole.createApiKey({ name: "in use", workspaceId: made?.id ?? "" });
  const ann = workspaceMember("ann", "old", "workspace_admin");
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
    /deleted outside of Pulumi[\s\S]*they are in the organization already, as developer[\s\S]*not as declared: `name` is "OLD"[\s\S]*they have the role workspace_user already[\s\S]*it has 1 active API key/,
  );
  expect(plan.writes).toEqual(up.writes);
  expect(texts(plan)).toEqual(['creates "B"']);
});

it("resolves outputs of simulated resources, and shows which inputs stay unknown", async () => {
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
    'unknown Member "late": `email` is known only during `up`',
    'creates "B"',
    'creates "C"',
  ]);
});

it("names the rejected resource that a resource depends on", async () => {
  const engine = await SmallEngine.over({ seed });
  const plan = await planned(engine, [workspace("old"), workspaceMember("ann", "old")]);
  expect(plan.refused).toEqual([expect.stringContaining('cannot create workspace "OLD"')]);
  expect(texts(plan)).toEqual([
    'unknown WorkspaceMember "ann-old": it depends on "old", which would be rejected',
  ]);
});

it("counts resources, not steps, in its progress", async () => {
  const engine = await SmallEngine.over({ seed });
  const done: number[] = [];
  const { steps } = previewOf(await engine.preview([workspace("a"), workspace("b")]), "the preview");
  const [first, second] = steps;
  if (first === undefined || second === undefined) throw new Error("there are no steps");
  await simulate(
    [first, second, first],
    () => undefined,
    (count) => done.push(count),
  );
  expect(done).toEqual([1, 2]);
});

/** A pseudorandom number generator. */
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

/** A random program with few names, so that successive programs declare the same objects. */
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
  const users = some(roll, ["ann", "bob", "ivy", "new", "money", "root"], 2).map((name): Declared => {
    const resource = one(roll, name, name, `${name}-again`);
    const role = one(roll, "user", "developer", "billing");
    return roll(6) === 0
      ? { kind: "Invite", name: resource, args: { email: `${name}@example.com`, role } }
      : { ...member(name, role, { onDelete: one(roll, "demote", "remove", "retain") }), name: resource };
  });
  const memberships = spaces.flatMap((at): Declared[] => {
    if (roll(4) > 0) {
      return some(roll, ["ann", "bob", "new", "money", "root", "ghost"], 3).map((name) =>
        workspaceMember(name, at, one(roll, "workspace_user", "workspace_developer", "workspace_admin")),
      );
    }
    const members = ["ann", ...some(roll, ["bob", "new"], 2)].map((name) => ({
      email: `${name}@example.com`,
      role: one(roll, "workspace_user", "workspace_developer"),
    }));
    return [{ kind: "WorkspaceMembers", name: `all-${at}`, args: { members }, ids: { workspace: at } }];
  });
  // Two of the models are of one family. A group moves between resources.
  const limits = spaces.flatMap((at) =>
    some(roll, ["claude-opus-5", "claude-opus-5-5", "claude-haiku-5", "batch"], 2).map(
      (group, index): Declared => {
        const types = some(roll, ["tokens_per_day", "requests_per_minute"], 2);
        const values = ["fast_otpm", ...types].map((type) => [type, 3_999 + roll(3)]);
        return {
          kind: "WorkspaceRateLimit",
          name: `limits-${index}-${at}`,
          args: {
            ...(group === "batch" ? { groupType: group } : { model: group }),
            limits: Object.fromEntries(values),
          },
          ids: { workspace: at },
          deletedWith: at,
        };
      },
    ),
  );
  return [...workspaces, ...users, ...memberships, ...limits];
}

/** Random changes in the Console between two runs. */
function changeInConsole({ emulator }: SmallEngine, roll: Dice): void {
  const organization = emulator.organization();
  const { console: inConsole } = organization;
  const { invites, users, members, workspaces } = organization.state();
  for (const { id, status } of invites) {
    if (status !== "pending") continue;
    if (roll(3) === 0) inConsole.acceptInvite(id);
    else if (roll(4) === 0) inConsole.deleteInvite(id);
  }
  for (const { id, role } of users) {
    if (role === "admin" || roll(5) > 0) continue;
    if (roll(2) > 0) inConsole.setUserRole(id, "developer");
    else inConsole.removeUser(id);
  }
  const left = new Set(organization.state().users.map(({ id }) => id));
  const open = new Set(workspaces.filter((each) => each.archived_at === null).map(({ id }) => id));
  for (const { workspace_id: at, user_id: who } of members) {
    if (left.has(who) && open.has(at) && roll(4) === 0) inConsole.removeMember(at, who);
  }
  for (const id of open) {
    if (roll(3) === 0) {
      const value = roll(2) === 0 ? null : 3_999 + roll(3);
      inConsole.setWorkspaceRateLimits(id, one(roll, "claude-opus-5", "batch"), { tokens_per_day: value });
    }
    if (roll(8) === 0) inConsole.archiveWorkspace(id);
  }
}

it("sends the same writes as `up` for random programs and random changes outside of Pulumi", async () => {
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
      changeInConsole(engine, roll);
    }
    await engine.emulator.stop();
  }
  expect(writes).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(10);
});
