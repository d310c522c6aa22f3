import { describe, expect, test } from "vitest";
import { csv, csvText } from "../../../cli/output/csv.ts";

describe("csv", () => {
  test("ends each line with CRLF and quotes what would change the structure", () => {
    const lines = [
      ["a", "b"],
      ['say "hi"', "1,5"],
      ["two\nlines", " padded "],
      ["", "plain"],
    ];
    expect(csv(lines)).toBe('a,b\r\n"say ""hi""","1,5"\r\n"two\nlines"," padded "\r\n,plain\r\n');
  });

  test("writes nothing for no lines", () => {
    expect(csv([])).toBe("");
  });
});

describe("csvText", () => {
  test.each([
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "' =1"],
    ["\r\n=1", "' =1"],
    ["\u200b=1", "'=1"],
    ["\uff1d1", "'\uff1d1"],
    ["a=1", "a=1"],
    ["Team - 1", "Team - 1"],
  ])("makes no formula of %j", (text, cell) => {
    expect(csvText(text)).toBe(cell);
  });

  test("removes secrets and commands of CI runners", () => {
    expect(csvText("sk-ant-api03-abcdefgh")).toBe("[secret]");
    expect(csvText("##[error]x")).toBe("# #[error]x");
  });
});
