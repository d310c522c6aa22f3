import { expect, test } from "vitest";
import { beginningsOf } from "../../../provider/federation/regularExpression.ts";

test.each([
  ["^acme/app$", ["acme/app|end|^"]],
  ["acme/app", ["acme/app|anything"]],
  ["\\Aacme\\.js\\z", ["acme.js|end|^"]],
  ["^(a|b(?:c|d))/x", ["a/x|anything|^", "bc/x|anything|^", "bd/x|anything|^"]],
  ["^(a/)?b$", ["b|end|^", "a/b|end|^"]],
  ["^(a/)+b$", ["a/|unread|^"]],
  ["^a[b-d]e", ["a|unread|^"]],
  ["^a[^/]+e", ["a|anything|^"]],
  ["^a[]b]{2,3}", ["a|anything|^"]],
  ["^ab?", ["a|unread|^"]],
  ["^ab+?", ["ab|unread|^"]],
  ["^a\\b(?i)b", ["ab|anything|^"]],
  ["a^b", ["a|unread"]],
  ["", ["|anything"]],
])("beginningsOf reads %s", (expression, expected) => {
  const found = beginningsOf(expression.replaceAll("\\", "\\"));
  expect(found?.map(({ text, next, isAnchored }) => `${text}|${next}${isAnchored ? "|^" : ""}`)).toEqual(
    expected,
  );
});

test("beginningsOf returns the characters that a value must have later", () => {
  expect(beginningsOf("^.*@acme(x)?[.]com$")).toEqual([
    { text: "", next: "anything", later: "@acme com ", isAnchored: true },
  ]);
});

test.each(["(a", "a)", "[a", "\\Qa.b\\E", "*a", "(?=a)b", `${"(".repeat(30)}a${")".repeat(30)}`])(
  "beginningsOf does not read %s",
  (expression) => {
    expect(beginningsOf(expression)).toBeUndefined();
  },
);
