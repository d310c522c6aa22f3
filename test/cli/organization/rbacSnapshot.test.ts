import { expect, it } from "vitest";
import { rbacOf, withKnownRbac } from "../../../cli/organization/rbacSnapshot.ts";
import { seedOf } from "../../../cli/organization/snapshot.ts";

const at = "2026-01-01T00:00:00Z";
const group = (id: string, source_type = "direct", role_ids: string[] | null = null) => ({
  type: "rbac_group" as const,
  id,
  name: "Lab",
  source_type,
  role_ids,
  created_at: at,
  updated_at: at,
});
const member = (rbac_group_id: string, user_id: string) => ({
  type: "rbac_group_member" as const,
  rbac_group_id,
  user_id,
  email: `${user_id}@example.com`,
  created_at: at,
});
const role = (id: string, type: string) => ({
  type: "rbac_role" as const,
  id,
  display_name: "Chat",
  source: { type },
  created_at: at,
  updated_at: at,
});

const groups = {
  groups: [group("rbac_group_b", "direct", ["rbac_role_2", "rbac_role_1"]), group("rbac_group_a")],
  members: new Map([
    ["rbac_group_b", [member("rbac_group_b", "user_2"), member("rbac_group_b", "user_1")]],
    ["rbac_group_a", []],
  ]),
};

it("a snapshot has the groups, members and roles in a stable order", () => {
  const { rbac_groups, rbac_group_members, rbac_roles } = rbacOf({
    groups,
    rbacRoles: [role("rbac_role_2", "custom"), role("rbac_role_1", "built_in")],
  });
  expect(rbac_groups?.map(({ id, role_ids }) => [id, role_ids])).toEqual([
    ["rbac_group_a", null],
    ["rbac_group_b", ["rbac_role_1", "rbac_role_2"]],
  ]);
  expect(rbac_group_members?.map(({ user_id }) => user_id)).toEqual(["user_1", "user_2"]);
  expect(rbac_roles?.map(({ id }) => id)).toEqual(["rbac_role_1", "rbac_role_2"]);
  expect(rbacOf({ groups: undefined, rbacRoles: undefined })).toEqual({});
});

it("a snapshot is emulated without groups and roles of an unknown source", () => {
  const snapshot = {
    version: 1 as const,
    organization: { id: "12345678-1234-5678-1234-567812345678" },
    users: [],
    workspaces: [],
    members: [],
    invites: [],
    api_keys: [],
    rbac_groups: [group("rbac_group_a", "new"), group("rbac_group_b")],
    rbac_group_members: [member("rbac_group_a", "user_1"), member("rbac_group_b", "user_1")],
    rbac_roles: [role("rbac_role_1", "new"), role("rbac_role_2", "custom")],
  };
  const known = withKnownRbac(snapshot);
  expect(known.rbac_groups.map(({ id }) => id)).toEqual(["rbac_group_b"]);
  expect(known.rbac_group_members).toHaveLength(1);
  expect(known.rbac_roles.map(({ id }) => id)).toEqual(["rbac_role_2"]);
  const seed = seedOf(snapshot);
  expect(seed.rbac_groups).toMatchObject([{ id: "rbac_group_b", role_ids: null }]);
  expect(seed.rbac_group_members).toMatchObject([{ user_id: "user_1", email: "user_1@example.com" }]);
});
