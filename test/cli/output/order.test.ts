import { expect, test } from "vitest";
import { compareTexts, sortedBy } from "../../../cli/output/order.ts";

test("texts are ordered by code units", () => {
  expect(["b", "ä", "a", "B", "a"].sort(compareTexts)).toEqual(["B", "a", "a", "b", "ä"]);
});

test("items are ordered by their text, and equal ones keep their order", () => {
  const items = [
    { name: "b", id: 1 },
    { name: "a", id: 2 },
    { name: "b", id: 0 },
  ];
  expect(sortedBy(items, ({ name }) => name).map(({ id }) => id)).toEqual([2, 1, 0]);
});
