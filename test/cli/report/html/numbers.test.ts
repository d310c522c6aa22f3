import { describe, expect, test } from "vitest";
import {
  compactCount,
  dayName,
  monthName,
  roundedAmount,
  signedPercent,
  timeName,
  wholeCount,
} from "../../../../cli/report/html/numbers.ts";

describe("roundedAmount", () => {
  test.each([
    ["0", "$0.00"],
    ["0.005", "$0.01"],
    ["-5.5", "-$5.50"],
    ["1234.5678", "$1,234.57"],
    ["99999.994", "$99,999.99"],
    ["123456.5", "$123,457"],
    ["9007199254740993.4", "$9,007,199,254,740,993"],
  ])("shows %s as %s", (amount, shown) => {
    expect(roundedAmount(amount, "USD")).toBe(shown);
  });

  test("names a currency without a sign by its code", () => {
    expect(roundedAmount("3", "CHF").replace("\u00a0", " ")).toBe("CHF 3.00");
  });
});

test("counts are compact from 10,000 on, and whole where they are compared", () => {
  expect(["0", "9999", "10000", "1234567", "5483783566"].map(compactCount)).toEqual([
    "0",
    "9,999",
    "10K",
    "1.23M",
    "5.48B",
  ]);
  expect(wholeCount("5483783566")).toBe("5,483,783,566");
});

test("changes have a sign, except no change", () => {
  expect(["12.3", "-0.3", "0.0"].map(signedPercent)).toEqual(["+12.3%", "−0.3%", "0.0%"]);
});

test("times are formatted in UTC and in English", () => {
  const time = Date.parse("2026-11-30T23:59:59Z");
  expect([dayName(time), monthName(time), timeName(time)]).toEqual([
    "Nov 30, 2026",
    "November",
    "Nov 30, 2026, 23:59 UTC",
  ]);
});
