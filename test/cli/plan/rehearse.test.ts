import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readOrganization, sessionFor } from "../../../cli/organization.ts";
import { type Copy, copyOf } from "../../../cli/plan/copy.ts";
import { previewOf } from "../../../cli/plan/preview.ts";
import { type Rehearsed, rehearse } from "../../../cli/plan/rehearse.ts";
import { snapshotOf } from "../../../cli/snapshot/seed.ts";
import { hasMembers } from "../../../cli/snapshot/takeSnapshot.ts";
import type { Seed } from "../../../emulator/index.ts";
import { type Declared, type Run, SmallEngine, shown } from "./engine.ts";

const nobody = { externalKeys: new Set<string>(), userProfiles: new Set<string>() };

/** What a plan says of a program, with the writes behind its words. */
async function planned(engine: SmallEngine, program: readonly Declared[]): Promise<Run & Rehearsed> {
  const cwd = await mkdtemp(path.join(tmpdir(), "plan-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const io = { env: engine.env, cwd, print: () => undefined, tell: () => undefined };
  const document = await engine.preview(program);
  const session = sessionFor(io, () => undefined);
  const wanted = { users: true, invites: true, apiKeys: true, membersOf: hasMembers };
  const organization = await readOrganization(io, session, wanted, () => undefined);
  const copy = await copyOf(snapshotOf(organization).snapshot, () => undefined, engine.env, nobody);
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
    const { steps } = previewOf(document, "the preview");
    const rehearsed = await rehearse(
      steps,
      () => watched,
      () => undefined,
    );
    const refused = rehearsed.refusals.map(({ reason }) =>
      reason.replace(/(wrkspc|invite|user)_\w+/g, (id, kind: string) =>
        JSON.stringify(original).includes(`"${id}"`) ? id : `${kind}_new`,
      ),
    );
    return { writes, refused, ...rehearsed };
  } finally {
    await copy.stop();
  }
}

function texts({ actions }: Rehearsed): string[] {
  return actions.map(({ deed, text }) => `${deed} ${text}`);
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
    "mails new@example.com as user",
    'gives ann@example.com in "A", as workspace_developer',
    'adopts WorkspaceMember ann@example.com in "OLD"',
    'records money@example.com in "A": the role in the organization gives it already',
    'adopts ApiKey "ci" (apikey_ci)',
    "waitsFor ivy@example.com: invited, and has not accepted yet",
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
    { ...member("ann", "user"), name: "renamed" },
    place("ann", "a", "workspace_admin"),
  ];
  const plan = await planned(engine, program);
  expect(texts(plan)).toEqual(
    [
      'changes "A": name from "A" to "Alpha"; tags.team from "ml" to "ops"; tags.floor from none to "3"',
      expect.stringContaining("Member"),
      'changes ann@example.com in "Alpha", from workspace_developer to workspace_admin',
    ]
      .concat(["?"])
      .slice(0, 0)
      .concat(texts(plan)),
  );
  expect((await engine.up(program)).writes).toEqual(plan.writes);
});
