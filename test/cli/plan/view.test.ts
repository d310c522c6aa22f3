import { expect, it } from "vitest";
import { View, where } from "../../../cli/plan/view.ts";
import { startEmulator } from "../../../emulator/index.ts";

const emulator = await startEmulator({
  seed: {
    version: 1,
    users: [{ id: "user_ann", email: "Ann@example.com", role: "developer" }],
    workspaces: [{ id: "wrkspc_lab", name: "Lab" }],
    members: [{ workspace_id: "wrkspc_lab", user_id: "user_ann", workspace_role: "workspace_user" }],
    service_accounts: [{ id: "svac_ci", name: "ci" }],
    service_account_members: [
      { workspace_id: "wrkspc_lab", service_account_id: "svac_ci", workspace_role: "workspace_admin" },
    ],
  },
});
const view = new View(emulator.organization().state());
await emulator.stop();

it("finds objects by their IDs, and falls back to the ID", () => {
  expect(view.user("user_ann")).toMatchObject({ shown: "ann@example.com", role: "developer" });
  expect(view.user("user_bob")).toEqual({ user: { userId: "user_bob" }, shown: "user_bob", role: "unknown" });
  expect(view.account("svac_ci")).toEqual({ account: { id: "svac_ci", name: "ci" }, shown: '"ci"' });
  expect(view.account("svac_cd")).toEqual({ account: { id: "svac_cd", name: "svac_cd" }, shown: "svac_cd" });
  expect(view.nameOf("wrkspc_other")).toBe("wrkspc_other");
  expect(where(view, "wrkspc_lab")).toEqual({ workspace: { id: "wrkspc_lab", name: "Lab" } });
});

it("knows the roles in a workspace, and what ends with it", () => {
  expect(view.roleIn("wrkspc_lab", "user_ann")).toBe("workspace_user");
  expect(view.accountRoleIn("wrkspc_lab", "svac_ci")).toBe("workspace_admin");
  expect(view.accountRoleIn("wrkspc_lab", "svac_cd")).toBeUndefined();
  expect(view.workspacesOf("svac_ci")).toBe(1);
  expect(view.endsWith("wrkspc_lab")).toBe(", and with it 2 memberships");
});
