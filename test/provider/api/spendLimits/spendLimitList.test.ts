import { expect, it } from "vitest";
import { OrganizationCache } from "../../../../provider/api/organizationCache.ts";
import { SpendLimitWire } from "../../../../provider/api/spendLimits/objects.ts";
import { clientOf, emulate } from "../setup.ts";

const target = { scope: "organization", period: "monthly" };

it("a limit that was set replaces an earlier one with another ID, also in a list that is still being read", async () => {
  const emulator = await emulate();
  emulator.organization().settings.spend_limits_early_access = true;
  const { console } = emulator.organization();
  const before = console.setSpendLimit({ type: "organization" }, "50000");
  const { spendLimits } = new OrganizationCache(clientOf(emulator).client);
  const reading = spendLimits.all(OrganizationCache.anyAge);
  spendLimits.store(SpendLimitWire.parse({ ...before, id: "spl_01new", amount: "70000" }));
  expect(await reading).toMatchObject([{ id: "spl_01new", amount: "70000" }]);
  expect(await spendLimits.find(target, OrganizationCache.anyAge)).toMatchObject({ id: "spl_01new" });
  spendLimits.store(SpendLimitWire.parse({ ...before, id: "spl_01newer", amount: "90000" }));
  expect(await spendLimits.all(OrganizationCache.anyAge)).toMatchObject([{ id: "spl_01newer" }]);
});
