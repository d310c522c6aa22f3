import { expect, it } from "vitest";
import { emulate, part, send } from "../setup.ts";

it("a user's spend is the cost of the user's keys since the period began, with up to three decimals", async () => {
  // A Wednesday.
  const emulator = await emulate({ now: new Date("2026-09-16T12:00:00Z"), seed: { version: 1 } });
  const organization = emulator.organization();
  organization.settings.organization_type = "claude_enterprise";
  const { console: actions } = organization;
  const admin = organization.state().users[0]?.email ?? "";
  for (const period of ["daily", "weekly", "monthly"] as const) {
    actions.setSpendLimit({ type: "organization" }, "1000", period);
  }
  const key = actions.createApiKey({ name: "k", personal: true, createdBy: admin });
  const use = (at: string) =>
    actions.useApiKey(key.id, new Date(at), { model: "claude-opus-5-5", outputTokens: 100_001 });
  for (const day of ["16T08", "14T00", "13T23", "01T00"]) use(`2026-09-${day}:00:00Z`);
  use("2026-08-31T23:00:00Z");
  const cost = (from: string) => Number(organization.cost(new Date(from), emulator.clock.now()));
  const rows = await send(emulator, "GET /v1/organizations/spend_limits/effective");
  const spent = (index: number) => {
    const text = String(part(part(part(rows.body, "data"), String(index)), "period_to_date_spend"));
    expect(text).toMatch(/^\d+(\.\d{1,3})?$/);
    return Number(text);
  };
  expect(cost("2026-09-16T00:00:00Z")).toBeGreaterThan(0);
  expect(spent(0)).toBeCloseTo(cost("2026-09-16T00:00:00Z"), 2);
  expect(spent(1)).toBeCloseTo(cost("2026-09-14T00:00:00Z"), 2);
  expect(spent(2)).toBeCloseTo(cost("2026-09-01T00:00:00Z"), 2);
  expect(spent(2)).toBeGreaterThan(spent(1));
  expect(spent(1)).toBeGreaterThan(spent(0));
});
