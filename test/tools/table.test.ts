import { expect, test } from "vitest";
import { table } from "../../tools/table.ts";

test("table pads columns to their widest cell, aligns numbers to the right and trims lines", () => {
  const rows = [["research", "2"], ["x", "100"], ["without"]];
  expect(table(["NAME", "MEMBERS"], rows, [1])).toEqual([
    "NAME      MEMBERS",
    "research        2",
    "x             100",
    "without",
  ]);
});
