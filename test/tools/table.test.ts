import { expect, test } from "vitest";
import { table } from "../../tools/table.ts";

test("columns are as wide as their widest cell, numbers stand right, and no line ends in spaces", () => {
  const rows = [["research", "2"], ["x", "100"], ["without"]];
  expect(table(["NAME", "MEMBERS"], rows, [1])).toEqual([
    "NAME      MEMBERS",
    "research        2",
    "x             100",
    "without",
  ]);
});
