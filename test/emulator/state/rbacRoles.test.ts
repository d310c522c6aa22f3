import { expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { RbacRoles } from "../../../emulator/state/rbacRoles.ts";

it("a new role is a custom one without permissions by default", () => {
  const roles = new RbacRoles(new Clock());
  expect(roles.add({ display_name: "Chat" })).toMatchObject({ source: { type: "custom" }, permissions: [] });
  const owner = roles.add({ display_name: "Owner", owner_access: "granted" });
  expect(roles.get(owner.id)).toMatchObject({ display_name: "Owner", owner_access: "granted" });
});
