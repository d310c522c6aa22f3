import { describe, expect, it } from "vitest";
import { aligned, markdownTable, textTable } from "../../../cli/output/columns.ts";

const columns = [{ title: "Name" }, { title: "Count", isNumber: true }, { title: "Note" }];
const rows = [
  ["a|b\n", "1", ""],
  ["long name", "1000", "x"],
];

describe("tables", () => {
  it("tables align text to the left and numbers to the right, without spaces at the end of a line", () => {
    expect(textTable(columns, rows)).toEqual([
      "Name       Count  Note",
      "---------  -----  ----",
      "a|b            1",
      "long name   1000  x",
    ]);
    expect(aligned(columns, rows).rule).toBe("---------  ----  -");
  });

  it("tables escape foreign text in Markdown", () => {
    expect(markdownTable(columns, rows)).toEqual([
      "| Name | Count | Note |",
      "| --- | ---: | --- |",
      "| a&#124;b  | 1 |  |",
      "| long name | 1000 | x |",
    ]);
  });
});
