import { describe, expect, test } from "vitest";
import { yamlText } from "../../../cli/yaml/yamlText.ts";

const problems = (text: string) =>
  yamlText(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

test("returns the value and the positions of its parts", () => {
  const { value, position } = yamlText(
    "# list\nitems:\n  - name: &n a\n    tags: {x: y}\n  - name: *n\n    empty:\n",
  );
  expect(value).toEqual({
    items: [
      { name: "a", tags: { x: "y" } },
      { name: "a", empty: null },
    ],
  });
  const at = (...path: (string | number)[]) => Object.values(position(path)).join(":");
  expect(at("items", 0, "name")).toBe("3:14");
  expect(at("items", 0, "tags", "x")).toBe("4:15");
  expect(at("items", 1)).toBe("5:5");
  expect(at("items", 1, "empty")).toMatch(/^6:/);
  expect(at("items", 1, "missing")).toBe("5:5");
  expect(at("items", 7, "name")).toBe("3:3");
  expect(position(["items", 0, "tags"], true)).toEqual({ line: 4, column: 5 });
});

test("numbers of exact properties stay as written", () => {
  expect(yamlText("amount: 1.000\nother: 1.000\nlist: [amount: 0x10]\n", ["amount"]).value).toEqual({
    amount: "1.000",
    other: 1,
    list: [{ amount: "0x10" }],
  });
});

describe("errors have the line and column", () => {
  test.each([
    ["a: 1\nb: 2\na: 3\n", "3:1 the property is already set. Remove one of the two."],
    ["a: 1\n---\nb: 2\n", /^2:1 the file has more than one YAML document/],
    ["a:\n\tb: 1\n", "2:1 YAML does not allow tabs as indentation. Use spaces."],
    ["a: [1, 2\nb: 3\n", /^\d:\d [a-z].*\.$/],
    ["a: !!js/function 'x'\n", /^1:4 unresolved tag: .*\.$/],
    ["a: *b\nb: &b 1\n", "1:4 the anchor `&b` does not exist before this alias. Define it first."],
    ["? [a]\n: 3\n", "1:3 the name of a property must be a string."],
    ["[".repeat(20_000), /the file is nested too deeply\. Use fewer levels\.$/],
    ["x".repeat(1_000_001), "1:1 the file must have at most 1000000 characters."],
  ])("%#", (text, message) => {
    expect(problems(text)[0]).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
    expect(yamlText(text).value).toBeUndefined();
  });
});

test("aliases that expand to millions of values are rejected quickly", () => {
  const ten = (name: string) => `[${Array.from({ length: 10 }, () => `*${name}`).join(", ")}]`;
  const levels = [
    "a: &a [1, 2]",
    ...[..."bcdefgh"].map((name, index) => `${name}: &${name} ${ten("abcdefg"[index] ?? "")}`),
  ];
  expect(problems(levels.join("\n"))).toEqual([
    "1:1 the aliases of the file expand to too many values. Use fewer aliases.",
  ]);
  const many = `a: &a 1\nb: [${Array.from({ length: 1001 }, () => "*a").join(",")}]\n`;
  expect(problems(many)).toEqual([
    "1:1 the aliases of the file expand to too many values. Use fewer aliases.",
  ]);
});

test("an object that contains itself, and the prototype as a key, are plain data", () => {
  const circular = yamlText("a: &a\n  b: *a\n");
  expect(circular.problems).toEqual([]);
  const { value } = yamlText("__proto__: { polluted: true }\n");
  expect(Object.keys(Object(value))).toEqual(["__proto__"]);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("an empty file has no value", () => {
  expect(yamlText("# nothing\n")).toMatchObject({ value: null, problems: [] });
});
