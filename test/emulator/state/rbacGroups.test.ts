import { expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { RbacGroups } from "../../../emulator/state/rbacGroups.ts";

it("a group keeps what a change does not name", () => {
  const clock = new Clock();
  const groups = new RbacGroups(clock);
  const group = groups.add({ name: "Eng", source_type: "scim", role_ids: ["rbac_role_a"] });
  clock.advance({ minutes: 1 });
  const changed = groups.change(group, { name: "Research" });
  expect(changed).toEqual({ ...group, name: "Research", updated_at: expect.any(String) });
  expect(changed.updated_at).not.toBe(group.updated_at);
  expect(groups.get(group.id)).toBe(changed);
});
