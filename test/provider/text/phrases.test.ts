import { expect, test } from "vitest";
import { capitalized, enumerated } from "../../../provider/text/phrases.ts";

test("capitalized changes only the first letter", () => {
  expect(capitalized("external key ekey_1")).toBe("External key ekey_1");
  expect(capitalized("")).toBe("");
});

test("enumerated names at most the given number, and counts the others", () => {
  expect(enumerated(["a", "b"], 2)).toBe("a, b");
  expect(enumerated(["a", "b", "c", "d"], 2)).toBe("a, b and 2 more");
  expect(enumerated([])).toBe("");
});
