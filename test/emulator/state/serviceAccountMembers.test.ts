import { expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { memberKey, ServiceAccountMembers } from "../../../emulator/state/serviceAccountMembers.ts";

it("a service account has one role per workspace, and keeps who added it", () => {
  const members = new ServiceAccountMembers(new Clock());
  const first = members.put("wrkspc_a", "svac_a", "workspace_user");
  members.set(memberKey("wrkspc_a", "svac_a"), { ...first, created_by_actor_id: "user_a" });
  members.put("wrkspc_b", "svac_a", "workspace_user");
  expect(members.put("wrkspc_a", "svac_a", "workspace_admin")).toMatchObject({
    workspace_role: "workspace_admin",
    created_by_actor_id: "user_a",
  });
  expect(members.size).toBe(2);
});
