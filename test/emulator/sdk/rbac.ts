import type * as Sdk from "@anthropic-ai/sdk/resources/organization";
import type * as SdkRbacGroups from "@anthropic-ai/sdk/resources/organization/rbac-groups";
import type * as SdkRbacRoles from "@anthropic-ai/sdk/resources/organization/rbac-roles";
import { describe, expect, expectTypeOf, it } from "vitest";
import type {
  RbacGroupJson,
  RbacGroupMemberJson,
  RbacRoleJson,
  RbacRolePermissionJson,
} from "../../../emulator/index.ts";
import { all, start } from "./harness.ts";

describe("the RBAC methods of the official SDK", () => {
  it("have the types of the emulator's JSON", () => {
    expectTypeOf<RbacGroupJson>().toEqualTypeOf<Sdk.RBACGroup>();
    expectTypeOf<RbacGroupMemberJson>().toEqualTypeOf<SdkRbacGroups.RBACGroupMember>();
    expectTypeOf<RbacRoleJson>().toEqualTypeOf<Sdk.RBACRole>();
    expectTypeOf<RbacRolePermissionJson>().toEqualTypeOf<SdkRbacRoles.RBACRolePermission>();
  });

  it("create, read, list, rename and delete groups, add and remove members, and read roles", async () => {
    const { organization, emulator, actions } = await start();
    emulator.organization().settings.organization_type = "claude_enterprise";
    const { rbacGroups, rbacRoles } = organization;
    const resource = { type: "connector_tool", connector_id: "con_1", tool_name: "search" } as const;
    const role = actions.createRbacRole({
      display_name: "Search",
      permissions: [{ action: "use", resource }],
    });
    const group = await rbacGroups.create({ name: "Engineering" });
    expect(group).toMatchObject({ type: "rbac_group", source_type: "direct", role_ids: [] });
    actions.setRbacGroupRoles("Engineering", ["Search"]);
    expect(await rbacGroups.retrieve(group.id)).toMatchObject({ role_ids: [role.id] });
    expect(await all(rbacGroups.list())).toMatchObject([{ id: group.id, name: "Engineering" }]);
    expect(await rbacGroups.update(group.id, { name: "Research" })).toMatchObject({ name: "Research" });

    const [user] = await all(organization.users.list({ email: "mei.chen@example.com" }));
    const user_id = user?.id ?? "";
    const member = await rbacGroups.members.add(group.id, { user_id });
    expect(member).toMatchObject({ rbac_group_id: group.id, user_id, email: "mei.chen@example.com" });
    expect(await all(rbacGroups.members.list(group.id))).toEqual([member]);
    const rbac_group_id = group.id;
    expect(await rbacGroups.members.remove(user_id, { rbac_group_id })).toEqual({
      rbac_group_id,
      user_id,
      type: "rbac_group_member_deleted",
    });
    expect(await rbacGroups.delete(group.id)).toEqual({ id: group.id, type: "rbac_group_deleted" });

    expect(await all(rbacRoles.list())).toMatchObject([{ id: role.id, display_name: "Search" }]);
    const shown = await rbacRoles.retrieve(role.id);
    expect(shown).toMatchObject({ source: { type: "custom" } });
    expect(shown).not.toHaveProperty("permissions");
    expect(await all(rbacRoles.permissions.list(role.id))).toEqual([
      { type: "rbac_role_permission", action: "use", resource },
    ]);
    await expect(rbacRoles.retrieve("rbac_role_01none")).rejects.toMatchObject({
      status: 404,
      errorCode: "rbac_role_not_found",
    });
  });
});
