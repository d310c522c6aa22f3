import { expect, test } from "vitest";
import { hasFailed, splitOptions } from "../../../../cli/report/budgets/options.ts";
import { smallBudgets } from "./budgets.ts";

const given = { budgets: "b.yaml", format: "table" } as const;

test("the defaults are the current month and `--fail-on forecast`", () => {
  expect(splitOptions("cost", given).budgets).toEqual({
    file: "b.yaml",
    format: "table",
    failOn: "forecast",
  });
  expect(splitOptions("cost", { format: "csv", source: "legacy" })).toEqual({
    others: { format: "csv", source: "legacy" },
  });
});

test.each<[string, object, string]>([
  ["cost", { format: "table", month: "2026-11" }, "`--month` requires `--budgets`"],
  ["usage", { format: "table", failOn: "used" }, "`--fail-on` requires `--budgets`"],
  ["cost", { format: "slack" }, "`--format slack` requires `--budgets`"],
  ["usage", given, "only the cost report supports `--budgets`. Use `report cost --budgets`."],
  ["cost", { ...given, apiKey: ["x"] }, "`--api-key` cannot be used with `--budgets`. Omit it."],
  [
    "cost",
    { ...given, since: "2026-11-01" },
    "`--since` cannot be used with `--budgets`. Omit it. The period is a month: `--month`.",
  ],
  ["cost", { ...given, someNewOption: true }, "`--some-new-option` cannot be used with `--budgets`"],
  ["cost", { ...given, month: "11" }, "`--month` must be a month such as `2026-11`."],
])("report %s %j is rejected", (report, options, message) => {
  expect(() => splitOptions(report as "cost", options as typeof given)).toThrow(message);
});

test("`--fail-on` decides which status fails", () => {
  const [ok, exceeded, forecast] = smallBudgets().budgets;
  const fails = (budget: typeof ok) =>
    (["used", "forecast", "none"] as const).map((failOn) =>
      hasFailed(smallBudgets({ budgets: budget === undefined ? [] : [budget] }), failOn),
    );
  expect(fails(ok)).toEqual([false, false, false]);
  expect(fails(forecast)).toEqual([false, true, false]);
  expect(fails(exceeded)).toEqual([true, true, false]);
});
