import { expect, test } from "vitest";
import { budgetTable } from "../../../../cli/report/budgets/table.ts";
import { smallBudgets } from "./budgets.ts";

test("the forecast has no column on the first day and after the month", () => {
  const titlesOf = (completeDays: number) =>
    budgetTable(smallBudgets({ completeDays })).columns.map(({ title }) => title);
  const titles = ["Budget", "Amount (USD)", "Used (USD)", "Used", "Overage", "Status"];
  expect(titlesOf(0)).toEqual(titles);
  expect(titlesOf(30)).toEqual(titles);
  expect(titlesOf(10)).toEqual(titles.toSpliced(4, 0, "Forecast (USD)"));
});
