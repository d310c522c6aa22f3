import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("spendLimitActions", () => {
  it("sets and deletes spend limits of every scope of the organization", async () => {
    const { organization, admin } = await startConsole();
    organization.settings.currency = "EUR";
    const before = organization.state().spend_limits.length;
    const limit = admin.setSpendLimit({ type: "workspace", workspace_id: "Research" }, "100");
    expect(limit).toMatchObject({ amount: "100", currency: "EUR", period: "monthly" });
    expect(organization.state().spend_limits).toHaveLength(before + 1);
    admin.deleteSpendLimit(limit.id);
    expect(() => admin.deleteSpendLimit(limit.id)).toThrow(`There is no spend limit "${limit.id}".`);
    expect(() => admin.setSpendLimit({ type: "user", user_id: "mei.chen@example.com" }, "1")).toThrow(
      'This type of organization has no "user" limits.',
    );
    expect(() => admin.setSpendLimit({ type: "workspace", workspace_id: "Nowhere" }, "1")).toThrow(
      'There is no workspace "Nowhere".',
    );
  });

  it("disables the organization's spend limit, which keeps its amount", async () => {
    const { organization, admin } = await startConsole();
    admin.setSpendLimit({ type: "organization" }, "100");
    admin.setExtraUsage(false);
    const states = () =>
      organization.state().spend_limits.map(({ scope, is_enabled }) => [scope.type, is_enabled]);
    expect(states()).toContainEqual(["organization", false]);
    expect(states()).toContainEqual(["workspace", true]);
    admin.setExtraUsage(true);
    expect(states()).toContainEqual(["organization", true]);
  });

  it("approves and denies only pending increase requests", async () => {
    const { organization, admin } = await startConsole();
    organization.settings.organization_type = "claude_enterprise";
    const first = admin.requestSpendLimitIncrease("mei.chen@example.com");
    expect(admin.approveSpendLimitIncrease(first.id, "900")).toMatchObject({
      amount: "900",
      scope: { type: "user", user_id: first.actor.user_id },
    });
    expect(() => admin.denySpendLimitIncrease(first.id)).toThrow("is approved, not pending");
    const second = admin.requestSpendLimitIncrease("mei.chen@example.com", "daily");
    expect(admin.denySpendLimitIncrease(second.id)).toMatchObject({ status: "denied" });
    expect(() => admin.approveSpendLimitIncrease("slir_01none", "1")).toThrow(
      'There is no increase request "slir_01none".',
    );
  });
});
