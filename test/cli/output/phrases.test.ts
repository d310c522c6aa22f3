import { expect, it } from "vitest";
import { counted, enumerated, joined, nouns, quoted, shellWord } from "../../../cli/output/phrases.ts";

it("uses the singular for one only", () => {
  expect([0, 1, 2].map((count) => counted(count, nouns.key))).toEqual([
    "0 API keys",
    "1 API key",
    "2 API keys",
  ]);
});

it("joins parts with commas and a final `and`", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(joined)).toEqual(["", "a", "a and b", "a, b and c"]);
});

it("shortens a long list of names, and cleans each", () => {
  expect(enumerated(["a\u202e", "b\nc"])).toBe("a, b c");
  expect(enumerated(["a", "b", "c"], 2)).toBe("a, b and 1 more");
});

it("quotes untrusted text on one line", () => {
  expect(quoted('say "hi"\nsk-ant-admin01-hunter2')).toBe('"say \\"hi\\" [secret]"');
});

it("quotes an argument that a shell would split or expand", () => {
  expect(["prod", "org/app/prod", "a b", "it's"].map(shellWord)).toEqual([
    "prod",
    "org/app/prod",
    "'a b'",
    "'it'\\''s'",
  ]);
});
