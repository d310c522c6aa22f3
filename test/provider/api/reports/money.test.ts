import { describe, expect, test } from "vitest";
import {
  amountDifference,
  currencyUnits,
  Money,
  scaledAmount,
  totalOf,
} from "../../../../provider/api/reports/money.ts";

describe("currencyUnits", () => {
  test.each([
    ["0", "0"],
    ["1", "0.01"],
    ["1234.5", "12.345"],
    ["100", "1"],
    ["0.000000000001", "0.00000000000001"],
    ["123456789012345678901234567890.12345", "1234567890123456789012345678.9012345"],
    ["-250.5", "-2.505"],
  ])("turns %s cents into %s", (cents, units) => {
    expect(currencyUnits(cents)).toBe(units);
  });

  test("converts a number exactly as written in JSON", () => {
    expect(currencyUnits(452.38125)).toBe("4.5238125");
    expect(currencyUnits(0.1 + 0.2)).toBe("0.0030000000000000004");
    expect(currencyUnits(1e-7)).toBe("0.000000001");
  });
});

test("Money adds exactly", () => {
  const sum = new Money();
  for (let count = 0; count < 10; count += 1) sum.add("0.1");
  sum.add("90071992547409910.00000000000001");
  expect(sum.text).toBe("90071992547409911.00000000000001");
});

test("scaledAmount rounds only the result, and amountDifference does not round", () => {
  expect(scaledAmount("10", 1, 3, 2)).toBe("3.33");
  expect(scaledAmount("0.005", 1, 1, 2)).toBe("0.01");
  expect(scaledAmount("-1", 100, "3", 1)).toBe("-33.3");
  expect(amountDifference("90071992547409910.1", "0.00000000000001")).toBe(
    "90071992547409910.09999999999999",
  );
});

describe("totalOf", () => {
  test("adds amounts of one currency", () => {
    const rows = ["0.1", "0.2"].map((amount) => ({ amount, currency: "EUR" }));
    expect(totalOf(rows, "read the cost")).toEqual({ amount: "0.3", currency: "EUR" });
    expect(totalOf([], "read the cost")).toEqual({ amount: "0", currency: "USD" });
  });

  test("rejects amounts of two currencies", () => {
    const rows = ["USD", "EUR"].map((currency) => ({ amount: "1", currency }));
    expect(() => totalOf(rows, "read the cost")).toThrow(
      "cannot read the cost: the report has amounts in USD and EUR.",
    );
  });
});
