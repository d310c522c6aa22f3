import { expect, test } from "vitest";
import { budgetText } from "../../../../cli/report/budgets/text.ts";
import { smallBudgets } from "./budgets.ts";

test("the table aligns the budgets, escapes names, and says what the forecast is based on", () => {
  expect(budgetText(smallBudgets())).toMatchInlineSnapshot(`
    "Budgets of organization 0b5ad6ab for 2026-11 (UTC)
    Source: the Analytics API, complete up to 2026-11-11T12:00:00Z.

    Budget                               Amount (USD)  Used (USD)    Used  Forecast (USD)  Overage  Status
    -----------------------------------  ------------  ----------  ------  --------------  -------  -----------------------
    Research                                12,000.50    1,234.01   10.3%        3,702.02           ok
    =cmd|"x", <b>@team</b> | *[secret]*      1,000.00    1,234.01  123.5%        3,702.02   270.3%  exceeded
    team=ml                                  3,000.00    1,234.01   41.2%        3,702.02    23.5%  forecast to be exceeded
    Nothing                                      0.00    1,234.01                3,702.02           exceeded

    2 of 4 budgets are exceeded, and 1 more is forecast to be.
    The forecast is the cost so far, plus the average of 10 complete days for each remaining day.
    Cost of the organization: 2,345.68 USD, of which 11.50 USD is not in a workspace or tag budget."
  `);
});
