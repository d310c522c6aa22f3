import type { RBACGroup, RBACRole } from "@anthropic-ai/sdk/resources/organization";
import type { RBACGroupMember } from "@anthropic-ai/sdk/resources/organization/rbac-groups/members";
import type { RBACRolePermission } from "@anthropic-ai/sdk/resources/organization/rbac-roles/permissions";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  type RbacGroupMemberWire,
  RbacGroupWire,
  RbacRolePermissionWire,
  RbacRoleWire,
} from "../../../../provider/api/rbac/objects.ts";

const time = "2026-10-30T23:58:27.427722Z";
const group: RBACGroup = {
  type: "rbac_group",
  id: "rbac_group_01",
  name: "Engineering",
  source_type: "direct",
  role_ids: ["rbac_role_01"],
  created_at: time,
  updated_at: time,
};

describe("the schemas of RBAC groups and roles", () => {
  it("accept what the official SDK declares", () => {
    expectTypeOf<RBACGroup>().toExtend<z.input<typeof RbacGroupWire>>();
    expectTypeOf<RBACGroupMember>().toExtend<z.input<typeof RbacGroupMemberWire>>();
    expectTypeOf<RBACRole>().toExtend<z.input<typeof RbacRoleWire>>();
    expectTypeOf<RBACRolePermission>().toExtend<z.input<typeof RbacRolePermissionWire>>();
    expect(RbacGroupWire.parse(group)).toEqual(group);
  });

  it.each([null, undefined])("tell unknown roles (%s) from no roles", (role_ids) => {
    expect(RbacGroupWire.parse({ ...group, role_ids }).role_ids).toBeNull();
    expect(RbacGroupWire.parse({ ...group, role_ids: [] }).role_ids).toEqual([]);
  });

  it("accept sources and resources of later versions", () => {
    expect(RbacGroupWire.parse({ ...group, source_type: "google" }).source_type).toBe("google");
    const role = {
      type: "rbac_role",
      id: "rbac_role_01",
      display_name: "Chat",
      source: { type: "partner" },
      created_at: time,
      updated_at: time,
    };
    expect(RbacRoleWire.parse(role)).toEqual(role);
    const permission = { type: "rbac_role_permission", action: "use", resource: { type: "project" } };
    expect(RbacRolePermissionWire.parse(permission)).toEqual(permission);
  });

  it.each([
    ["a group without roles of the right form", { ...group, role_ids: [1] }],
    ["another type", { ...group, type: "rbac_role" }],
  ])("reject %s", (_, wrong) => {
    expect(RbacGroupWire.safeParse(wrong).success).toBe(false);
  });
});
