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
