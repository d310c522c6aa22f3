import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("rbacActions", () => {
  it("create, rename and delete groups, set their roles and change their members", async () => {
    const { organization, admin } = await startConsole();
    organization.settings.enterprise_users = [{ id: "user_else", email: "else@example.com" }];
    const role = admin.createRbacRole({ display_name: "Chat" });
    const group = admin.createRbacGroup({ name: "Eng", source: "scim", roles: ["Chat"] });
    expect(group).toMatchObject({ source_type: "scim", role_ids: [role.id] });
    expect(admin.renameRbacGroup("Eng", "Engineering")).toMatchObject({ id: group.id, name: "Engineering" });
    expect(admin.setRbacGroupRoles(group.id, [])).toMatchObject({ role_ids: [] });
    expect(() => admin.setRbacGroupRoles(group.id, ["None"])).toThrow('There is no role "None".');

    admin.addRbacGroupMember("Engineering", "mei.chen@example.com");
    expect(admin.addRbacGroupMember("Engineering", "user_else")).toMatchObject({ email: "else@example.com" });
    expect(() => admin.addRbacGroupMember("Engineering", "user_else")).toThrow(
      'The user "user_else" is already a member of the group "Engineering".',
    );
    expect(() => admin.addRbacGroupMember("Engineering", "nobody@example.com")).toThrow(
      'There is no user "nobody@example.com".',
    );
    admin.removeRbacGroupMember("Engineering", "mei.chen@example.com");
    expect(() => admin.removeRbacGroupMember("Engineering", "mei.chen@example.com")).toThrow(
      'The user "mei.chen@example.com" is not a member of the group "Engineering".',
    );
    const other = admin.createRbacGroup({ name: "Engineering" });
    expect(() => admin.deleteRbacGroup("Engineering")).toThrow(
      'More than one group has the name "Engineering". Pass an ID.',
    );
    admin.deleteRbacGroup(group.id);
    expect(organization.state().rbac_groups).toEqual([other]);
    expect(organization.state().rbac_group_members).toEqual([]);
  });
});
