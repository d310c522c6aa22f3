import { describe, expect, it } from "vitest";
import {
  decimalsOf,
  normalAmount,
  toCurrencyUnits,
  toMinorUnits,
} from "../../../../provider/api/spendLimits/amount.ts";

it.each([
  ["USD", 2],
  ["EUR", 2],
  ["JPY", 0],
  ["KWD", 3],
  ["XYZ", 2],
  ["", 2],
  ["credits", 2],
])("the number of decimals of %j is %d", (currency, decimals) => {
  expect(decimalsOf(currency)).toBe(decimals);
});

describe("amounts", () => {
  it.each([
    ["0", "USD", "0"],
    ["499.5", "USD", "49950"],
    ["0.01", "USD", "1"],
    ["90071992547.40993", "KWD", undefined],
    ["999999999999.99", "USD", "99999999999999"],
    ["500", "JPY", "500"],
    ["500.5", "JPY", undefined],
    ["0.001", "USD", undefined],
  ])("%s %s has the minor units %s, exactly and in both directions", (amount, currency, minor) => {
    expect(toMinorUnits(amount, currency)).toBe(minor);
    if (minor !== undefined) expect(toCurrencyUnits(minor, currency)).toBe(amount);
  });

  it("equal amounts have one spelling", () => {
    for (const [spelling, normal] of [
      ["500.00", "500"],
      ["0500", "500"],
      ["0.50", "0.5"],
      ["1000000000000", "1000000000000"],
    ] as const) {
      expect(normalAmount(spelling)).toBe(normal);
    }
  });
});
