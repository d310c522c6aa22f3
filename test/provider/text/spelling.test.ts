import { describe, expect, test } from "vitest";
import { appearance, normalName, spellingDifferences, toldApart } from "../../../provider/text/spelling.ts";

test("normalizes names to NFC without spaces around them", () => {
  expect(normalName("  Cafe\u0301  Lab ")).toBe("Caf\u00e9  Lab");
});

describe("spellingDifferences", () => {
  test("names each difference that matters", () => {
    for (const [one, other, differences] of [
      ["Data  Science", "Data Science", ["spaces"]],
      ["Data\u00a0Science", "Data Science", ["spaces"]],
      ["Data\u200bScience", "DataScience", ["invisible"]],
      ["Cafe\u0301", "Caf\u00e9", ["composition"]],
      ["Data Science", "data science", ["case"]],
      ["DATA  Science", "data science", ["spaces", "case"]],
      [{ a: "x  y" }, { a: "x y" }, ["spaces"]],
      [{ a: "1", b: "2  3" }, { b: "2 3", a: "1" }, ["spaces"]],
    ] as const) {
      expect([one, spellingDifferences(one, other)]).toEqual([one, differences]);
    }
  });

  test("spellingDifferences is undefined for equal values and for those that differ in more than the spelling", () => {
    for (const [one, other] of [
      ["A", "A"],
      ["A", "B"],
      ["A", undefined],
      [null, "A"],
      [1, "1"],
      [["a"], ["A"]],
      [
        { a: "1", b: "2" },
        { b: "2", a: "1" },
      ],
      [{ a: "1" }, { a: "2" }],
    ] as const) {
      expect([one, other, spellingDifferences(one, other)]).toEqual([one, other, undefined]);
    }
  });
});

test("texts that look alike have one appearance, regardless of their code points", () => {
  const names = ["Data Lab", "Data  Lab", "Data\u00a0Lab", "D\u0430ta L\u200bab", "Dat\uff41 Lab"];
  expect(new Set(names.map(appearance))).toEqual(new Set(["Data Lab"]));
  expect(appearance("data lab")).not.toBe(appearance("Data Lab"));
});

describe("toldApart", () => {
  test("adds the code points of what differs to texts that look alike", () => {
    expect(toldApart("Data  Lab", "Data Lab")).toEqual(["Data  Lab (U+0020 U+0020)", "Data Lab (U+0020)"]);
    expect(toldApart("Caf\u00e9", "Cafe\u0301")).toEqual([
      "Caf\u00e9 (U+00E9)",
      "Cafe\u0301 (U+0065 U+0301)",
    ]);
    expect(toldApart("alice\u200b", "alice")).toEqual(["alice\u200b (U+0065 U+200B)", "alice (U+0065)"]);
    expect(toldApart("\u200balice", "alice")).toEqual(["\u200balice (U+200B)", "alice (nothing)"]);
    expect(toldApart("p\u0430ypal", "paypal")[0]).toBe("p\u0430ypal (U+0430)");
    expect(toldApart("a     b", "a b")).toEqual([
      "a     b (U+0020 U+0020 U+0020 U+0020 ...)",
      "a b (U+0020)",
    ]);
  });

  test("leaves texts unchanged that are equal or differ visibly", () => {
    for (const [one, other] of [
      ["A", "A"],
      ["A", "a"],
      ["Data  Lab", "Data Laboratory"],
    ] as const)
      expect(toldApart(one, other)).toEqual([one, other]);
  });
});
