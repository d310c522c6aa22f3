import { expect, test } from "vitest";
import type { Action, ActionType } from "../../cli/plan/actions.ts";
import type { Report } from "../../cli/plan/report.ts";
import type { Emulator, Seed } from "../../emulator/index.ts";
import { runCommandIn } from "./command.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newStack, type Stack } from "./stack.ts";

const plan = (stack: Stack, emulator: Emulator, args: string[] = [], env: Record<string, string> = {}) =>
  runCommandIn(stack, emulator, ["plan", "--stack", stack.name, ...args], env);

const seed: Seed = {
  version: 1,
  users: ["root admin", "ann developer", "bob developer", "cy user", "dee user", "money billing"].map(
    (each) => {
      const [name = "", role = ""] = each.split(" ");
      return { email: `${name}@example.com`, role: role as "user" };
    },
  ),
  workspaces: [{ id: "wrkspc_legacy", name: "Legacy" }],
  members: [
    { workspace_id: "wrkspc_legacy", user_id: "ann@example.com", workspace_role: "workspace_developer" },
    { workspace_id: "wrkspc_legacy", user_id: "dee@example.com", workspace_role: "workspace_user" },
  ],
  api_keys: [{ name: "ci", id: "apikey_ci", scope: { type: "workspace", workspace_id: "wrkspc_legacy" } }],
};

const helpers = `
const member = (name, role, more = {}, options = {}) =>
  new anthropic.Member(name, { email: name.split("-")[0] + "@example.com", role, ...more }, options);
const membership = (workspace, who, role) =>
  new anthropic.WorkspaceMember(who + "-in-" + workspace.__name, { workspace, email: who + "@example.com", role });
const workspace = (name, more = {}, options = {}) =>
  Object.assign(new anthropic.Workspace(name, { name, ...more }, options), { __name: name });
`;

const before = `${helpers}
const a = workspace("a", { tags: { team: "ml" } });
const gone = workspace("gone");
workspace("left", { onDelete: "retain" });
workspace("spared", {}, { retainOnDelete: true });
member("ann", "developer"); member("bob", "developer", { onDelete: "remove" }); member("cy", "user");
member("zed", "developer"); member("hal", "developer"); member("ned", "developer");
membership(a, "ann", "workspace_developer"); membership(a, "cy", "workspace_developer"); membership(gone, "cy", "workspace_user");
membership(a, "hal", "workspace_user");
new anthropic.ApiKey("ci", { apiKeyId: "apikey_ci", onDelete: "deactivate" });
`;

/** Every action that a run can have in an organization, and with \`refused\` one that is refused. */
const after = (refused: boolean) => `${helpers}
const a = workspace("a", { name: "alpha", tags: { team: "ops", secret: pulumi.secret("hush") } });
const legacy = workspace("legacy", { name: "Legacy" }, { import: "wrkspc_legacy" });
const fresh = workspace("fresh");
member("ann", "user"); member("cy-again", "user"); member("hal", "developer"); member("ned", "developer");
member("tom", "developer");
new anthropic.Member("una", { email: fresh.id.apply((id) => id.slice(0, 0) + "una@example.com") });
membership(a, "ann", "workspace_admin"); membership(a, "hal", "workspace_user"); membership(a, "money", "workspace_user");
membership(legacy, "ann", "workspace_developer");
${refused ? 'membership(legacy, "dee", "workspace_admin");' : ""}
new anthropic.WorkspaceMembers("everybody", {
  workspace: fresh,
  members: ["cy", "root", "nobody"].map((name) => ({ email: name + "@example.com", role: "workspace_developer" })),
});
`;

function deedsOf({ actions }: Report): Record<string, string[]> {
  const actionTypes: Partial<Record<ActionType, string[]>> = {};
  for (const { type, text: words } of actions)
    actionTypes[type] = [...(actionTypes[type] ?? []), words].sort();
  return actionTypes;
}

/** The writes of an action, as the request log of the organization shows them. */
function writesFor(actions: readonly Action[], emulator: Emulator): string[] {
  const { workspaces, users } = emulator.organization().state();
  const at = ({ workspace }: Action) =>
    workspace?.id ?? workspaces.find(({ name }) => name === workspace?.name)?.id ?? "?";
  const who = ({ user }: Action) => users.find(({ email }) => email === user?.email)?.id ?? user?.userId;
  return actions.flatMap((action) => {
    const { type, kind, role, user } = action;
    const members = `/workspaces/${at(action)}/members`;
    switch (type) {
      case "invites":
        return [`POST /invites {"email":"${user?.email}","role":"${role}"}`];
      case "creates":
        return [expect.stringContaining(`POST /workspaces {"name":"${action.workspace?.name}"`)];
      case "archives":
        return [`POST /workspaces/${at(action)}/archive`];
      case "removes":
        return [`DELETE /users/${who(action)}`];
      case "demotes":
      case "promotes":
        return [`POST /users/${who(action)} {"role":"${role}"}`];
      case "addsMember":
        return [`POST ${members} {"user_id":"${who(action)}","workspace_role":"${role}"}`];
      case "removesMember":
        return [`DELETE ${members}/${who(action)}`];
      case "deletesInvitation":
        return [expect.stringMatching(/^DELETE \/invites\/invite_\w+$/)];
      case "deactivates":
        return [`POST /api_keys/${action.key?.id} {"status":"inactive"}`];
      case "updates":
        return kind === "Workspace"
          ? [expect.stringContaining(`POST /workspaces/${at(action)} {`)]
          : [`POST ${members}/${who(action)} {"workspace_role":"${role}"}`];
      default:
        return [];
    }
  });
}

test("plan reports what `up` then does and what it refuses, and writes nothing", async () => {
  const emulator = await emulated({ seed, requestsPerMinute: "unlimited" });
  const stack = await newStack({ emulator, program: before, config: { "anthropic:maxRemovals": "3" } });
  await stack.up();
  emulator.organization().console.acceptInvite("hal@example.com");
  const state = emulator.organization().state();
  writesOf(emulator);

  await stack.program(after(true));
  const refused = await plan(stack, emulator, ["--json", "plan.json"]);
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(
    /`up` would reject\n {2}dee-in-legacy: cannot set the role of dee@example\.com in workspace wrkspc_legacy to workspace_admin: they have the role workspace_user already\./,
  );

  await stack.program(after(false));
  const planned = await plan(stack, emulator, ["--json", "-", "--max-archives", "0"]);
  expect({ code: planned.code, err: planned.err }).toEqual({
    code: 7,
    err: expect.stringMatching(/Simulating \d+ resources on a copy of the organization/),
  });
  const report: Report = JSON.parse(planned.out);
  expect(deedsOf(report)).toEqual({
    invites: ["tom@example.com as developer"],
    creates: ['"fresh"'],
    archives: [expect.stringMatching(/^"gone" \(wrkspc_\w+\), and with it 1 membership$/)],
    removes: ["bob@example.com, who is developer"],
    demotes: ["ann@example.com, from developer to user"],
    addsMember: [
      'cy@example.com in "fresh", as workspace_developer',
      'hal@example.com in "alpha", as workspace_user',
    ],
    removesMember: ['cy@example.com in "alpha", as workspace_developer'],
    deletesInvitation: ["zed@example.com"],
    deactivates: ['"ci" (apikey_ci): status from "active" to "inactive"'],
    updates: [
      expect.stringMatching(
        /^"a": tags.team from "ml" to "ops"; tags.secret from none to "\[secret\]"; name from "a" to "alpha"$/,
      ),
      'ann@example.com in "alpha", from workspace_developer to workspace_admin',
    ],
    adopts: [
      "Member cy@example.com",
      'Workspace "Legacy" (wrkspc_legacy)',
      'WorkspaceMember ann@example.com in "Legacy"',
    ],
    movesOwnership: ["Member cy@example.com"],
    retains: [
      expect.stringMatching(
        /^Workspace "left" \(wrkspc_\w+\) is left unchanged, since `onDelete` is "retain"\.$/,
      ),
      expect.stringMatching(/^Workspace "spared" \(wrkspc_\w+\): resource option `retainOnDelete`$/),
    ],
    waitsFor: [
      "ned@example.com: has not accepted the invitation yet",
      "nobody@example.com: neither in the organization nor invited",
    ],
    recordsState: [
      "Member hal@example.com: invited before, active now",
      'money@example.com in "alpha": the role in the organization already gives this access',
    ],
    unknown: ['Member "una": `email` is known only during `up`'],
  });
  expect(report.limits).toEqual([
    expect.objectContaining({ limit: "archives", count: 1, maximum: 0, from: "option" }),
  ]);
  expect(writesOf(emulator)).toEqual([]);
  expect(emulator.organization().state()).toEqual(state);

  await stack.up();
  const foretold = writesFor(report.actions, emulator);
  // Only the resource whose address is an output is unknown to the plan.
  const done = writesOf(emulator).filter((write) => !write.includes("una@example.com"));
  expect(done.length).toBe(foretold.length);
  for (const write of foretold) expect(done).toContainEqual(write);

  const nothing = await plan(stack, emulator);
  expect(nothing).toMatchObject({
    code: 0,
    out: expect.stringContaining("changes nothing in the organization, waits for"),
  });
});

test("plan reports the effect of forced replacements and the errors of a failed preview", async () => {
  const emulator = await emulated({ seed, requestsPerMinute: "unlimited" });
  const body = `${helpers} const a = workspace("a", {}, { protect: true }); membership(a, "ann", "workspace_user"); member("cy", "user");`;
  const stack = await newStack({ emulator, program: body });
  await stack.up();
  await stack.run(["state", "taint", stack.urn("WorkspaceMember", "ann-in-a")]);
  writesOf(emulator);
  const tainted = await plan(stack, emulator);
  expect(tainted).toMatchObject({
    code: 0,
    out: expect.stringContaining("adopts 1 object, archives 0 workspaces, moves ownership of 1 object"),
  });

  await stack.program("");
  const protectedOnes = await plan(stack, emulator);
  expect(protectedOnes.code).toBe(1);
  expect(protectedOnes.out).toContain("fails: its preview has errors");
  expect(protectedOnes.out).toContain("cannot be deleted because it is protected");
  expect(writesOf(emulator)).toEqual([]);
});

test("plan reports what `up --refresh` repairs only with --refresh", async () => {
  const emulator = await emulated({ seed });
  const { console } = emulator.organization();
  const stack = await newStack({
    emulator,
    program: `${helpers}
      const a = workspace("a", { tags: { team: "ml" } });
      member("ann", "developer"); member("bob", "developer");
      membership(a, "ann", "workspace_developer"); membership(a, "bob", "workspace_user");`,
  });
  await stack.up();
  console.updateWorkspace("a", { tags: { by: "hand" } });
  console.setUserRole("bob@example.com", "user");
  console.removeMember("a", "ann@example.com");
  console.setMemberRole("a", "bob@example.com", "workspace_admin");
  writesOf(emulator);

  expect((await plan(stack, emulator)).out).toContain("changes nothing in the organization");
  const { code, out } = await plan(stack, emulator, ["--refresh", "--json", "-"]);
  expect(code).toBe(0);
  const { counts, actions }: Report = JSON.parse(out);
  expect(actions.map(({ type, resource }) => `${type} ${resource}`).sort()).toEqual([
    "addsMember ann-in-a",
    "promotes bob",
    "updates a",
    "updates bob-in-a",
  ]);
  expect(counts.invites).toBe(0);
  expect(writesOf(emulator)).toEqual([]);

  await stack.up(["--refresh"]);
  expect(writesOf(emulator)).toHaveLength(4);
});
