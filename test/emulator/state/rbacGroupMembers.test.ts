import { expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { RbacGroupMembers } from "../../../emulator/state/rbacGroupMembers.ts";

it("members are removed with their group or with their user", () => {
  const members = new RbacGroupMembers(new Clock());
  const eva = { id: "user_eva", email: "eva@example.com" };
  const tom = { id: "user_tom", email: "tom@example.com" };
  for (const group of ["rbac_group_a", "rbac_group_b"]) {
    members.add(group, eva);
    members.add(group, tom);
  }
  members.removeGroup("rbac_group_b");
  expect(members.of("rbac_group_b")).toEqual([]);
  expect(members.of("rbac_group_a").map((member) => member.user_id)).toEqual(["user_eva", "user_tom"]);
  members.removeUser("user_eva");
  expect(members.of("rbac_group_a").map((member) => member.email)).toEqual(["tom@example.com"]);
});
