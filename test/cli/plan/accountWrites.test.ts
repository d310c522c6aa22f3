import { expect, it } from "vitest";
import type { Write } from "../../../cli/plan/copy.ts";
import { actionsOf } from "../../../cli/plan/writes.ts";
import { startEmulator } from "../../../emulator/index.ts";

const emulator = await startEmulator({
  seed: {
    version: 1,
    workspaces: [{ id: "wrkspc_lab", name: "Lab" }],
    service_accounts: [
      { id: "svac_ci", name: "ci", description: "Old" },
      { id: "svac_cd", name: "cd" },
    ],
    service_account_members: [
      { workspace_id: "wrkspc_lab", service_account_id: "svac_ci", workspace_role: "workspace_user" },
    ],
  },
});
const { console: admin, state } = emulator.organization();
const before = state();
admin.updateServiceAccount("ci", { description: "New", role: "admin" });
const after = state();
await emulator.stop();

it("says which remaining federation rules give no access without the membership", async () => {
  const rule = (name: string, more: object) => ({
    id: `fdrl_${name}`,
    name,
    issuer_id: "ci",
    match: { subject_prefix: "job:*" },
    target: { service_account_id: "ci" },
    ...more,
  });
  const one = await startEmulator({
    seed: {
      version: 1,
      workspaces: [
        { id: "wrkspc_lab", name: "Lab" },
        { id: "wrkspc_live", name: "Live" },
      ],
      service_accounts: [
        { id: "svac_ci", name: "ci" },
        { id: "svac_root", name: "root", organization_role: "admin" },
      ],
      federation_issuers: [{ id: "fdis_ci", name: "ci", issuer_url: "https://ci.example.com" }],
      federation_rules: [
        rule("lab", { workspace_ids: ["Lab"] }),
        rule("all", { applies_to_all_workspaces: true }),
        rule("root", { workspace_ids: ["Lab"], target: { service_account_id: "root" } }),
      ],
    },
  });
  const seed = one.organization().state();
  await one.stop();
  const textOf = (workspace: string, account: string) => {
    const write: Write = {
      method: "DELETE",
      path: ["workspaces", workspace, "service_accounts", account],
      body: undefined,
    };
    const ref = { kind: "WorkspaceServiceAccount", resource: "x" };
    return actionsOf({ writes: [write], before: seed, after: seed }, ref)[0]?.text;
  };
  expect(textOf("wrkspc_lab", "svac_ci")).toMatch(
    /; the federation rules "(lab" and "all|all" and "lab)" then give no access to this workspace$/,
  );
  expect(textOf("wrkspc_live", "svac_ci")).toMatch(
    /; the federation rule "all" then gives no access to this workspace$/,
  );
  expect(textOf("wrkspc_lab", "svac_root")).not.toContain("federation");
  expect(textOf(seed.default_workspace.id, "svac_ci")).not.toContain("federation");
});

function actionOf(method: string, path: string, body?: object) {
  const write: Write = { method, path: path.split("/"), body };
  const [action] = actionsOf({ writes: [write], before, after }, { kind: "ServiceAccount", resource: "x" });
  return action;
}

const role = (workspace_role: string, id?: string) => ({
  ...(id === undefined ? {} : { service_account_id: id }),
  workspace_role,
});
const members = "workspaces/wrkspc_lab/service_accounts";

it.each([
  ["POST", "service_accounts", { name: "new" }, 'createsAccount "new"'],
  ["POST", "service_accounts/svac_cd/archive", undefined, 'archivesAccount "cd" (svac_cd)'],
  [
    "POST",
    "service_accounts/svac_ci/archive",
    undefined,
    'archivesAccount "ci" (svac_ci), and with it 1 membership',
  ],
  [
    "POST",
    "service_accounts/svac_ci",
    { description: "New" },
    'updates the service account "ci": description from "Old" to "New"; organizationRole from "developer" to "admin"',
  ],
  [
    "POST",
    members,
    role("workspace_admin", "svac_cd"),
    'addsMember service account "cd" in "Lab", as workspace_admin',
  ],
  [
    "POST",
    members,
    role("workspace_admin", "svac_ci"),
    'updates service account "ci" in "Lab", from workspace_user to workspace_admin',
  ],
  [
    "DELETE",
    `${members}/svac_ci`,
    undefined,
    'removesMember service account "ci" in "Lab", as workspace_user',
  ],
])("explains %s %s", (method, path, body, expected) => {
  const { type, text } = actionOf(method, path, body) ?? {};
  expect(`${type} ${text}`).toBe(expected);
});

it("an action has the account and the workspace as data", () => {
  expect(actionOf("POST", members, role("workspace_admin", "svac_ci"))).toEqual({
    kind: "ServiceAccount",
    resource: "x",
    type: "updates",
    serviceAccount: { id: "svac_ci", name: "ci" },
    workspace: { id: "wrkspc_lab", name: "Lab" },
    role: "workspace_admin",
    differences: [{ property: "role", before: "workspace_user", after: "workspace_admin" }],
    text: expect.any(String),
  });
  expect(actionOf("POST", "service_accounts", { name: "new" })?.serviceAccount).toEqual({ name: "new" });
});

it("says that archiving a workspace ends the memberships of service accounts", () => {
  expect(actionOf("POST", "workspaces/wrkspc_lab/archive")?.text).toBe(
    '"Lab" (wrkspc_lab), and with it 1 membership',
  );
});
