import { expect, test } from "vitest";
import { budgetSlack } from "../../../../cli/report/budgets/slack.ts";
import { smallBudgets } from "./budgets.ts";

test("the message lists exceeded budgets, then those forecast to be exceeded, without markup or mentions", () => {
  const message = JSON.parse(budgetSlack(smallBudgets()));
  expect(message.mrkdwn).toBe(false);
  expect(message.text).toMatchInlineSnapshot(`
    "Budgets of organization 0b5ad6ab for 2026-11 (UTC): 2 of 4 budgets are exceeded, and 1 more is forecast to be.
    • =cmd|"x", &lt;b&gt;@​team&lt;/b&gt; | *[secret]*: used 1,234.01 of 1,000.00 USD (123.5%), forecast 3,702.02 USD, 270.3% over the budget
    • Nothing: used 1,234.01 of 0.00 USD, forecast 3,702.02 USD
    • team=ml: used 1,234.01 of 3,000.00 USD (41.2%), forecast 3,702.02 USD, 23.5% over the budget"
  `);
  expect(message.text).not.toMatch(/<|>|@team|sk-ant/);
});

test("a long message ends with the number of the other budgets", () => {
  const [, exceeded] = smallBudgets().budgets;
  if (exceeded === undefined) throw new Error("There is no budget.");
  const budgets = Array.from({ length: 45 }, (_, index) => ({ ...exceeded, name: `n${index}` }));
  const { text } = JSON.parse(budgetSlack(smallBudgets({ budgets })));
  expect(text.split("\n")).toHaveLength(32);
  expect(text).toMatch(/\n• and 15 more$/);
});

test("a message without a problem has one line", () => {
  const [ok] = smallBudgets().budgets;
  const budgets = ok === undefined ? [] : [ok];
  expect(JSON.parse(budgetSlack(smallBudgets({ budgets }))).text).toBe(
    "Budgets of organization 0b5ad6ab for 2026-11 (UTC): The budget is not exceeded.",
  );
});
