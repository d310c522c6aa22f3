import Big from "big.js";
import { describe, expect, test } from "vitest";
import { budgetAmounts } from "../../../provider/budgets/forecast.ts";
import { daysUntil, monthAt } from "../../../provider/budgets/month.ts";

const month = monthAt(Date.parse("2026-11-20T00:00:00Z"));

/** The status of a budget, if the cost is complete up to a time. */
function status(budget: string, used: string, until: string, ofCompleteDays = used) {
  const completeUntil = Date.parse(until);
  const progress = { month, completeUntil, completeDays: daysUntil(month, completeUntil) };
  return budgetAmounts(budget, { used: new Big(used), ofCompleteDays: new Big(ofCompleteDays) }, progress);
}

describe("the forecast", () => {
  test("the forecast is linear at midnight", () => {
    expect(status("3000", "1000", "2026-11-11T00:00:00Z")).toEqual({
      budget: "3000",
      used: "1000",
      usedPercent: 33.3,
      forecast: "3000",
      overagePercent: 0,
      status: "ok",
    });
  });

  test("the forecast adds the average of the complete days for each remaining day to the cost so far", () => {
    // 10 days at 100, 50 until noon of day 11, and 19.5 days at 100.
    expect(status("2999.99", "1050", "2026-11-11T12:00:00Z", "1000")).toMatchObject({
      forecast: "3000",
      overagePercent: 0.1,
      status: "forecast",
    });
  });

  test("there is no forecast before the first day is complete", () => {
    expect(status("100", "90", "2026-11-01T23:59:59Z", "0")).toMatchObject({
      usedPercent: 90,
      forecast: undefined,
      overagePercent: 0,
      status: "ok",
    });
    expect(status("100", "101", "2026-11-01T00:00:00Z", "0")).toMatchObject({
      forecast: undefined,
      overagePercent: 1,
      status: "exceeded",
    });
    expect(status("100", "4", "2026-11-02T00:00:00Z")).toMatchObject({ forecast: "120", status: "forecast" });
  });

  test("the forecast approaches the cost on the last day, and is the cost when the month is over", () => {
    expect(status("100", "99.99", "2026-11-30T23:59:00Z", "97")).toMatchObject({ forecast: "99.99" });
    expect(status("100", "100.004", "2026-12-01T00:00:00Z")).toEqual({
      budget: "100",
      used: "100.004",
      usedPercent: 100.1,
      forecast: "100",
      overagePercent: 0.1,
      status: "exceeded",
    });
  });

  test("the forecast expects no further credits", () => {
    expect(status("100", "-40", "2026-11-02T00:00:00Z")).toMatchObject({
      used: "-40",
      usedPercent: -40,
      forecast: "-40",
      status: "ok",
    });
  });

  test("the forecast is exact for amounts that floating-point numbers cannot represent", () => {
    expect(status("9007199254740993", "9007199254740992.999", "2026-12-01T00:00:00Z")).toMatchObject({
      status: "ok",
      usedPercent: 99.9,
      used: "9007199254740992.999",
    });
    expect(status("0.3", new Big("0.1").plus("0.2").toFixed(), "2026-12-01T00:00:00Z")).toMatchObject({
      status: "ok",
    });
  });
});

test("a budget of 0 is exceeded by any cost, and has no percentage", () => {
  expect(status("0", "0", "2026-11-11T00:00:00Z")).toMatchObject({ status: "ok", overagePercent: 0 });
  expect(status("0", "0.000001", "2026-11-11T00:00:00Z")).toMatchObject({
    status: "exceeded",
    usedPercent: undefined,
    overagePercent: undefined,
  });
});
