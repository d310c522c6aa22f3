import { describe, expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { SpendLimits } from "../../../emulator/state/spendLimits.ts";

const eva = { type: "user", user_id: "user_eva" } as const;
const wanted = { scope: eva, period: "daily", amount: "1", currency: "USD" } as const;

describe("SpendLimits", () => {
  it("SpendLimits has one limit per scope and period", () => {
    const limits = new SpendLimits(new Clock());
    const daily = limits.upsert(wanted);
    const weekly = limits.upsert({ ...wanted, period: "weekly" });
    const again = limits.upsert({ ...wanted, amount: "2" });
    expect(again).toMatchObject({ id: daily.id, amount: "2" });
    expect(limits.find({ scope: eva, period: "weekly" })).toEqual(weekly);
    expect(limits.find({ scope: eva, period: "monthly" })).toBeUndefined();
    expect(limits.size).toBe(2);
  });

  it("keeps is_enabled when a limit is set again", () => {
    const limits = new SpendLimits(new Clock());
    const limit = limits.upsert(wanted);
    limits.set(limit.id, { ...limit, is_enabled: false });
    expect(limits.upsert(wanted, { id: "new" })).toMatchObject({ is_enabled: false });
    expect(limits.has(limit.id)).toBe(false);
  });

  it("removes the limits of one user", () => {
    const limits = new SpendLimits(new Clock());
    limits.upsert(wanted);
    const other = limits.upsert({ ...wanted, scope: { type: "user", user_id: "user_tom" } });
    limits.removeUser("user_eva");
    expect(limits.newestFirst()).toEqual([other]);
  });
});
