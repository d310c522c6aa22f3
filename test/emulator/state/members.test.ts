import { describe, expect, it } from "vitest";
import { inheritedRole } from "../../../emulator/state/members.ts";
import { column, emulate, send } from "../setup.ts";

describe("Members", () => {
  it("removes a removed user from every workspace", async () => {
    const emulator = await emulate({ seed: "sample" });
    const { console: actions, state } = emulator.organization();
    const { id } = actions.setUserRole("aisha.bello@example.com", "developer");
    expect(state().members.filter(({ user_id }) => user_id === id)).toHaveLength(2);
    actions.removeUser(id);
    for (const workspace of state().workspaces) {
      const path = `/v1/organizations/workspaces/${workspace.id}/members`;
      if (workspace.archived_at === null) {
        expect(column(await send(emulator, `GET ${path}?limit=100`), "user_id")).not.toContain(id);
      }
    }
  });
});

it("inheritedRole is workspace admin for admins and owners, and workspace billing for billing members", () => {
  const inherited = (["admin", "owner", "primary_owner", "billing", "user", "developer"] as const).map(
    inheritedRole,
  );
  expect(inherited).toEqual([
    "workspace_admin",
    "workspace_admin",
    "workspace_admin",
    "workspace_billing",
    undefined,
    undefined,
  ]);
});
