import { describe, expect, it } from "vitest";
import { compared, describeDifferences, differencesOf, shown } from "../../../cli/drift/differences.ts";

describe("differencesOf", () => {
  it("compares the managed properties only, and each managed tag", () => {
    const state = { __managed: ["name", "tags.team"] };
    const declared = { name: "Research", tags: { team: "ml" } };
    const actual = { name: "Research", tags: { team: "ops", other: "x" }, displayColor: "#112233" };
    expect(differencesOf(state, declared, actual)).toEqual([
      { property: "tags.team", declared: "ml", actual: "ops" },
    ]);
  });
});

describe("compared", () => {
  it("compares objects field by field, in the order of the names", () => {
    expect(compared("tags", "declared", { b: "1", same: "x" }, { a: "2", same: "x" })).toEqual([
      { property: "tags.a", actual: "2" },
      { property: "tags.b", declared: "1" },
    ]);
  });

  it("compares a value that a snapshot does not have as null", () => {
    expect(compared("role", "before", undefined, "user")).toEqual([
      { property: "role", before: null, actual: "user" },
    ]);
  });

  it("reports an empty object instead of none", () => {
    expect(compared("tags", "declared", {}, undefined)).toEqual([{ property: "tags", declared: {} }]);
  });
});

describe("inWords", () => {
  it("names both sides of each difference", () => {
    expect(
      describeDifferences([
        { property: "role", declared: "user", actual: "admin" },
        { property: "tags.team", actual: "ml" },
        { property: "name", before: "Research", actual: "Labs" },
      ]),
    ).toBe(
      "role: declared user, actual admin; tags.team: not declared, actual ml; name: Research before, Labs now",
    );
  });
});

describe("shown", () => {
  it("quotes a value only if it is not a plain word", () => {
    expect(["user", "two words", "", null, undefined, ["a"], "[secret]"].map(shown)).toEqual([
      "user",
      '"two words"',
      '""',
      "nothing",
      "nothing",
      '["a"]',
      "[secret]",
    ]);
  });
});
