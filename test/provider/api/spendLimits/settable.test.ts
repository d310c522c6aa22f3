import { expect, it } from "vitest";
import { SpendLimitWire } from "../../../../provider/api/spendLimits/objects.ts";
import { isOfEnterprise, settable } from "../../../../provider/api/spendLimits/settable.ts";

const limit = (scope: object) =>
  SpendLimitWire.parse({
    type: "spend_limit",
    id: "spl_1",
    amount: "1",
    currency: "USD",
    period: "monthly",
    scope,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  });
const organization = limit({ type: "organization" });
const workspace = limit({ type: "workspace", workspace_id: "wrkspc_1" });
const tier = limit({ type: "usage_tier" });
const user = limit({ type: "user", user_id: "user_1" });
const group = limit({ type: "rbac_group", rbac_group_id: "rbac_group_1" });

it("the API sets limits of the organization and workspaces in a Console organization", () => {
  expect(settable([organization, tier, workspace])).toEqual([organization, workspace]);
  expect(isOfEnterprise([organization, tier, workspace])).toBe(false);
});

it("the API sets limits of users only in a Claude Enterprise organization", () => {
  expect(settable([organization, group, user])).toEqual([user]);
  expect(settable([organization, group])).toEqual([]);
  expect(isOfEnterprise([organization, group])).toBe(true);
});
