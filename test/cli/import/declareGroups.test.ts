import { expect, it } from "vitest";
import { declareGroups } from "../../../cli/import/declareGroups.ts";
import { NameMap, objectName } from "../../../provider/kernel/objectName.ts";
import { building } from "./building.ts";

const seed = {
  settings: { organization_type: "claude_enterprise" as const },
  users: [
    { email: "owner@example.com", role: "primary_owner" as const },
    { id: "user_ann", email: "Ann@example.com" },
  ],
  rbac_groups: [
    { id: "rbac_group_eng", name: "Engineering" },
    { id: "rbac_group_two", name: "Engineering", created_at: "2020-01-01T00:00:00Z" },
    { id: "rbac_group_scim", name: "Synced", source_type: "scim" as const },
  ],
  rbac_group_members: [
    { rbac_group_id: "rbac_group_eng", user_id: "Ann@example.com" },
    { rbac_group_id: "rbac_group_eng", user_id: "user_else", email: "else@example.com" },
    { rbac_group_id: "rbac_group_scim", user_id: "Ann@example.com" },
  ],
};

it("declares groups and their members, users of other organizations by ID", async () => {
  const program = await building(seed);
  expect(await declareGroups(program)).toMatchObject([
    {
      kind: "RbacGroup",
      id: "rbac_group_two",
      name: "engineering",
      args: { name: "Engineering", allowDuplicateName: true, onDelete: "retain" },
    },
    { kind: "RbacGroup", id: "rbac_group_eng", name: "engineering-2", outputs: { adopted: true } },
    {
      kind: "RbacGroupMembers",
      id: "rbac_group_eng",
      name: "engineering",
      args: { members: ["ann@example.com", "user_else"] },
      outputs: { memberStatuses: [{ status: "active" }, { status: "active" }] },
    },
  ]);
  expect(program.leftOut.lines()).toEqual([
    "1 RBAC group (the identity provider manages the group and its members): Synced",
  ]);
});

it("skips groups and lists that a stack manages, and those that do not match", async () => {
  const managed = new NameMap<string>();
  managed.set(objectName("RbacGroup", "rbac_group_eng"), "prod");
  const program = await building(seed, { managed, matches: (name) => name === "Engineering" });
  expect((await declareGroups(program)).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    "RbacGroup rbac_group_two",
    "RbacGroupMembers rbac_group_eng",
  ]);
  expect(program.leftOut.lines()).toEqual(["1 RBAC group (already managed by prod)"]);
});

it("declares nothing in a Console organization", async () => {
  expect(await declareGroups(await building({}))).toEqual([]);
});
