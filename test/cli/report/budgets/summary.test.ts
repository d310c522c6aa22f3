import { describe, expect, test } from "vitest";
import { cents, isOver, notes, percent, resultLine } from "../../../../cli/report/budgets/summary.ts";
import { smallBudgets } from "./budgets.ts";

describe("resultLine", () => {
  const [ok, exceeded, forecast] = smallBudgets().budgets as [never, never, never];
  test.each([
    [[ok], "The budget is not exceeded."],
    [[ok, ok], "None of the 2 budgets is exceeded."],
    [[ok, forecast], "1 of 2 budgets is forecast to be exceeded."],
    [[exceeded], "1 of 1 budget is exceeded."],
    [[exceeded, exceeded, forecast], "2 of 3 budgets are exceeded, and 1 more is forecast to be."],
    [[exceeded, forecast, forecast], "1 of 3 budgets is exceeded, and 2 more are forecast to be."],
  ])("%#", (budgets, line) => {
    expect(resultLine(smallBudgets({ budgets }))).toBe(line);
  });
});

test("the notes say that there is no forecast on the first day, and none after the month", () => {
  expect(notes(smallBudgets({ completeDays: 0 }))[0]).toBe(
    "There is no forecast until the first day of the month is complete.",
  );
  expect(notes(smallBudgets({ completeDays: 1 }))[0]).toContain("the average of 1 complete day for");
  const over = smallBudgets({ completeDays: 30 });
  expect(isOver(over)).toBe(true);
  expect(notes(over)).toEqual([
    "The month is over.",
    "Cost of the organization: 2,345.68 USD, of which 11.50 USD is not in a workspace or tag budget.",
  ]);
});

test("amounts have 2 decimals and thousands separators", () => {
  expect(["0", "-1234.5", "1234567.005", "9007199254740993.999"].map(cents)).toEqual([
    "0.00",
    "-1,234.50",
    "1,234,567.01",
    "9,007,199,254,740,994.00",
  ]);
  expect([percent(undefined), percent(0), percent(99.96)]).toEqual(["", "0.0%", "100.0%"]);
});
