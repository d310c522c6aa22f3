import { expect, it } from "vitest";
import { categories } from "../../../cli/drift/categories.ts";
import { highlightClass, sign, signs, title, withCode } from "../../../cli/drift/marks.ts";

const highlight = { category: "removed", details: ['removed: `up` adds "it"', "since: removed"] } as const;

it("each category has a sign of its own", () => {
  expect(new Set(Object.values(signs)).size).toBe(categories.length);
});

it("a highlighted cell has a class, a sign with a label, and its sentences as title", () => {
  expect(highlightClass(highlight)).toBe(" mark removed");
  expect(sign(highlight)).toBe('<b aria-label="removed">−</b> ');
  expect(title("wrkspc_1", highlight)).toBe("wrkspc_1 · removed: up adds &quot;it&quot; · since: removed");
});

it("a cell without findings has neither a class nor a sign", () => {
  expect([highlightClass(undefined), sign(undefined), title("wrkspc_1", undefined)]).toEqual([
    "",
    "",
    "wrkspc_1",
  ]);
});

it("text in backticks becomes code, and the rest is escaped", () => {
  expect(withCode("`a<b` & c")).toBe("<code>a&lt;b</code> &amp; c");
});
