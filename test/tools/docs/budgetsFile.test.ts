import { expect, test } from "vitest";
import { budgetsSchema } from "../../../tools/docs/budgetsFile.ts";

test("the schema for editors requires an amount and exactly one scope, and rejects unknown properties", () => {
  const { $schema, properties, ...schema } = JSON.parse(budgetsSchema());
  expect($schema).toBe("http://json-schema.org/draft-07/schema#");
  expect(schema).toMatchObject({ required: ["budgets"], additionalProperties: false });
  const budget = properties.budgets.items;
  expect(budget).toMatchObject({ required: ["amount"], additionalProperties: false });
  expect(Object.keys(budget.properties)).toEqual([
    "name",
    "workspace",
    "tags",
    "organization",
    "otherWorkspaces",
    "amount",
  ]);
  expect(budget.oneOf.map(({ required }: { required: string[] }) => required)).toEqual([
    ["workspace"],
    ["tags"],
    ["organization"],
    ["otherWorkspaces"],
  ]);
  const [, text] = budget.properties.amount.anyOf;
  expect(new RegExp(text.pattern).test("12000.50")).toBe(true);
  expect(new RegExp(text.pattern).test("1.000")).toBe(false);
});
