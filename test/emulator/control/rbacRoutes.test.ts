import { expect, it } from "vitest";
import { problem, startControl } from "./setup.ts";

it("the control routes of RBAC groups carry out every action", async () => {
  const { emulator, ask, organization } = await startControl();
  const act = (action: string, body: object) => ask(`POST /_emulator/console/${action}`, body);
  const permissions = [{ action: "use", resource: { type: "all_connectors" } }];
  expect(await act("createRbacRole", { display_name: "Chat", permissions })).toMatchObject({
    permissions: [{ type: "rbac_role_permission", action: "use" }],
  });
  const group = "Engineering";
  expect(await act("createRbacGroup", { name: "Eng" })).toMatchObject({ source_type: "direct" });
  expect(await act("renameRbacGroup", { group: "Eng", name: group })).toMatchObject({ name: group });
  expect(await act("setRbacGroupRoles", { group, roles: ["Chat"] })).toMatchObject({
    role_ids: [expect.stringMatching(/^rbac_role_/)],
  });
  const user = "mei.chen@example.com";
  expect(await act("addRbacGroupMember", { group, user })).toMatchObject({ email: user });
  expect(await act("removeRbacGroupMember", { group, user })).toEqual({ done: true });
  expect(await act("deleteRbacGroup", { group })).toEqual({ done: true });
  expect(organization.state().rbac_groups).toEqual([]);
  expect(await problem(emulator, "POST /_emulator/console/createRbacGroup", { name: "" })).toEqual([
    400,
    expect.stringContaining("name: String should have at least 1 character"),
  ]);
});
