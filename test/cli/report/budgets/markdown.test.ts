import { expect, test } from "vitest";
import { budgetMarkdown } from "../../../../cli/report/budgets/markdown.ts";
import { smallBudgets } from "./budgets.ts";

test("the Markdown has a table and escaped names", () => {
  expect(budgetMarkdown(smallBudgets())).toMatchInlineSnapshot(`
    "## Budgets of organization 0b5ad6ab for 2026-11 (UTC)

    **2 of 4 budgets are exceeded, and 1 more is forecast to be.**

    | Budget | Amount (USD) | Used (USD) | Used | Forecast (USD) | Overage | Status |
    | --- | ---: | ---: | ---: | ---: | ---: | --- |
    | Research | 12,000.50 | 1,234.01 | 10.3% | 3,702.02 |  | ok |
    | =cmd&#124;"x", &#60;b&#62;@<!-- -->team&#60;/b&#62; &#124; &#42;&#91;secret&#93;&#42; | 1,000.00 | 1,234.01 | 123.5% | 3,702.02 | 270.3% | exceeded |
    | team=ml | 3,000.00 | 1,234.01 | 41.2% | 3,702.02 | 23.5% | forecast to be exceeded |
    | Nothing | 0.00 | 1,234.01 |  | 3,702.02 |  | exceeded |

    The forecast is the cost so far, plus the average of 10 complete days for each remaining day.<br>
    Cost of the organization: 2,345.68 USD, of which 11.50 USD is not in a workspace or tag budget.<br>
    <sub>Source: the Analytics API, complete up to 2026-11-11T12:00:00Z.</sub>"
  `);
});
