import { expect, it } from "vitest";
import { factsOf, sectionsOf } from "../../../cli/user/sections.ts";
import { aliceReport } from "./reports.ts";

it("omits the column for the resources that declare an object without a state", () => {
  const columns = sectionsOf(aliceReport({ stacks: [] })).map(({ columns, rows }) => [
    columns.at(-1),
    rows[0]?.length,
  ]);
  expect(columns).toEqual([
    ["Role", 3],
    ["Last use", 6],
    ["Expires", 5],
  ]);
});

it("an admin has access to every workspace", () => {
  const facts = factsOf(aliceReport({ everyWorkspace: true }));
  expect(facts).toContainEqual(["Role", "developer, which gives access to every workspace"]);
});
