import { expect, it } from "vitest";
import type { Write } from "../../../cli/plan/copy.ts";
import { actionsOf } from "../../../cli/plan/writes.ts";
import { startEmulator } from "../../../emulator/index.ts";

const emulator = await startEmulator({
  seed: {
    version: 1,
    users: [
      { id: "user_ann", email: "ann@example.com", role: "developer" },
      { id: "user_bob", email: "Bob@example.com", role: "user" },
    ],
    workspaces: [{ id: "wrkspc_lab", name: "Lab", tags: { team: "ml" } }],
    members: [{ workspace_id: "wrkspc_lab", user_id: "ann@example.com", workspace_role: "workspace_user" }],
    invites: [{ id: "invite_ivy", email: "ivy@example.com", role: "user" }],
    rate_limits: [
      {
        id: "rl_opus",
        group: { type: "model_group", id: "rlg_opus", display_name: "Claude Opus" },
        models: ["claude-opus"],
        limits: [{ type: "requests_per_minute", value: 4000 }],
      },
    ],
    workspace_rate_limits: [
      {
        workspace_id: "wrkspc_lab",
        rate_limit_id: "rl_opus",
        limits: [{ type: "requests_per_minute", value: 10 }],
      },
    ],
    spend_limits: [
      { id: "spl_lab", scope: { type: "workspace", workspace_id: "wrkspc_lab" }, amount: "50000" },
    ],
    rbac_groups: [{ id: "rbac_group_eng", name: "Engineering" }],
    rbac_group_members: [
      { rbac_group_id: "Engineering", user_id: "ann@example.com" },
      { rbac_group_id: "Engineering", user_id: "user_else", email: "else@example.com" },
    ],
    api_keys: [{ id: "apikey_ci", name: "ci", scope: { type: "workspace", workspace_id: "wrkspc_lab" } }],
  },
});
const before = emulator.organization().state();
await emulator.stop();

function actionOf(method: string, path: string, body?: object, after = before) {
  const write: Write = { method, path: path.split("/"), body };
  const [action] = actionsOf({ writes: [write], before, after }, { kind: "Member", resource: "x" });
  return action;
}

it.each([
  ["POST", "invites", { email: "New@example.com", role: "user" }, "invites new@example.com as user"],
  ["DELETE", "invites/invite_ivy", undefined, "deletesInvitation ivy@example.com"],
  ["POST", "users/user_ann", { role: "user" }, "demotes ann@example.com, from developer to user"],
  ["POST", "users/user_bob", { role: "developer" }, "promotes bob@example.com, from user to developer"],
  ["POST", "users/user_ann", { role: "billing" }, "updates ann@example.com, from developer to billing"],
  ["DELETE", "users/user_bob", undefined, "removes bob@example.com, who is user"],
  ["POST", "workspaces", { name: "New" }, 'creates "New"'],
  [
    "POST",
    "workspaces/wrkspc_lab/archive",
    undefined,
    'archives "Lab" (wrkspc_lab), and with it 1 membership and 1 active API key',
  ],
  [
    "POST",
    "workspaces/wrkspc_lab/members",
    { user_id: "user_bob", workspace_role: "workspace_admin" },
    'addsMember bob@example.com in "Lab", as workspace_admin',
  ],
  [
    "POST",
    "workspaces/wrkspc_lab/members/user_ann",
    { workspace_role: "workspace_admin" },
    'updates ann@example.com in "Lab", from workspace_user to workspace_admin',
  ],
  [
    "POST",
    "workspaces/wrkspc_lab/members/user_ann",
    { workspace_role: "workspace_billing" },
    'removesMember ann@example.com in "Lab", as workspace_user',
  ],
  [
    "DELETE",
    "workspaces/wrkspc_lab/members/user_ann",
    undefined,
    'removesMember ann@example.com in "Lab", as workspace_user',
  ],
  ["POST", "rbac_groups", { name: "New" }, 'createsGroup "New"'],
  [
    "DELETE",
    "rbac_groups/rbac_group_eng",
    undefined,
    'deletesGroup "Engineering" (rbac_group_eng), and with it the access of 2 members',
  ],
  [
    "POST",
    "rbac_groups/rbac_group_eng/members",
    { user_id: "user_bob" },
    'addsGroupMember bob@example.com in "Engineering"',
  ],
  [
    "DELETE",
    "rbac_groups/rbac_group_eng/members/user_else",
    undefined,
    'removesGroupMember else@example.com in "Engineering"',
  ],
])("describes %s %s %j", (method, path, body, summary) => {
  const action = actionOf(method, path, body);
  expect(`${action?.type} ${action?.text}`).toBe(summary);
  expect(action).toMatchObject({ kind: "Member", resource: "x" });
});

it("lists each property and each tag that differs", () => {
  const workspaces = before.workspaces.map((workspace) => ({
    ...workspace,
    name: "Research",
    tags: { floor: "3" },
  }));
  const action = actionOf("POST", "workspaces/wrkspc_lab", {}, { ...before, workspaces });
  expect(action?.differences).toEqual([
    { property: "tags.team", before: "ml", after: null },
    { property: "tags.floor", before: null, after: "3" },
    { property: "name", before: "Lab", after: "Research" },
  ]);
  expect(action?.text).toBe(
    '"Lab": tags.team from "ml" to none; tags.floor from none to "3"; name from "Lab" to "Research"',
  );
});

it("distinguishes an API key that stops from one that is renamed", () => {
  const change = (properties: object) => {
    const keys = before.api_keys.map((key) => ({ ...key, ...properties }));
    const action = actionOf("POST", "api_keys/apikey_ci", {}, { ...before, api_keys: keys });
    return `${action?.type} ${action?.text}`;
  };
  expect(change({ status: "inactive" })).toBe(
    'deactivates "ci" (apikey_ci): status from "active" to "inactive"',
  );
  expect(change({ name: "CI" })).toBe('updates the API key "ci" (apikey_ci): name from "ci" to "CI"');
});

it("shows both names of a group that is renamed", () => {
  const groups = before.rbac_groups.map((group) => ({ ...group, name: "Builders" }));
  const action = actionOf("POST", "rbac_groups/rbac_group_eng", {}, { ...before, rbac_groups: groups });
  expect(`${action?.type} ${action?.text}`).toBe(
    'updates the RBAC group "Engineering" (rbac_group_eng): name from "Engineering" to "Builders"',
  );
});

it("names unknown objects by their IDs", () => {
  expect(actionOf("DELETE", "users/user_none")?.text).toBe("user_none, who is unknown");
  expect(actionOf("DELETE", "invites/invite_none")?.text).toBe("invite_none");
});

it("throws on a write without an action type", () => {
  expect(() => actionOf("PUT", "robots/1")).toThrow("no action type for PUT robots/1");
});

it("reports rate limits with the values before and after", () => {
  const limits = [
    { type: "output_tokens_per_minute", value: 5 },
    { type: "fast_otpm", value: 6 },
  ];
  const after = {
    ...before,
    workspace_rate_limits: [{ workspace_id: "wrkspc_lab", rate_limit_id: "rl_opus", limits }],
  };
  expect(actionOf("POST", "workspaces/wrkspc_lab/rate_limits/rl_opus", { limits }, after)).toEqual({
    kind: "Member",
    resource: "x",
    type: "updates",
    workspace: { id: "wrkspc_lab", name: "Lab" },
    differences: [
      { property: "limits.requests_per_minute", before: 10, after: null },
      { property: "limits.output_tokens_per_minute", before: null, after: 5 },
      { property: "limits.fast_otpm", before: null, after: 6 },
    ],
    text: 'the rate limits of Claude Opus in "Lab": limits.requests_per_minute from 10 to none; limits.output_tokens_per_minute from none to 5; limits.fast_otpm from none to 6',
  });
});

it("reports spend limits with the amounts before and after", () => {
  const [limit] = before.spend_limits;
  if (limit === undefined) throw new Error("There is no limit.");
  const sent = { amount: "9950", scope: limit.scope, period: "monthly" };
  const after = { ...before, spend_limits: [{ ...limit, amount: "9950" }] };
  expect(actionOf("POST", "spend_limits", sent, after)).toEqual({
    kind: "Member",
    resource: "x",
    type: "updates",
    workspace: { id: "wrkspc_lab", name: "Lab" },
    differences: [{ property: "amount", before: "500 USD", after: "99.5 USD" }],
    text: 'the monthly spend limit of "Lab": amount from "500 USD" to "99.5 USD"',
  });
  expect(actionOf("DELETE", "spend_limits/spl_lab")?.text).toBe(
    'the monthly spend limit of "Lab": amount from "500 USD" to none',
  );
  const scope = { type: "user" as const, user_id: "user_ann" };
  const added = {
    ...before,
    spend_limits: [{ ...limit, id: "spl_ann", scope, amount: null, period: "daily" as const }],
  };
  expect(actionOf("POST", "spend_limits", { amount: null, scope, period: "daily" }, added)).toMatchObject({
    user: { email: "ann@example.com" },
    text: 'the daily spend limit of ann@example.com: amount from none to "unlimited"',
  });
});
