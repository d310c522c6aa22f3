import { expect, test } from "vitest";
import { wrap } from "../../../tools/demo/wrap.ts";

test("wrap leaves a line that fits unchanged", () => {
  expect(wrap("  as it is ", 11)).toEqual(["  as it is "]);
});

test("wrap breaks a long line between words and indents the rest", () => {
  expect(wrap("  one two three four", 11, 2)).toEqual(["  one two", "    three", "    four"]);
});

test("wrap puts a word that is too long for a line on a line of its own", () => {
  expect(wrap("a wrkspc_0123456789 b", 10)).toEqual(["a", "wrkspc_0123456789", "b"]);
});

test("wrap counts no width for colors, ends them with the line and starts them again on the next", () => {
  const red = "\u001b[31m";
  const off = "\u001b[0m";
  expect(wrap(`${red}one two${off} three`, 13)).toEqual([`${red}one two${off} three`]);
  expect(wrap(`${red}one two${off} three`, 5)).toEqual([`${red}one${off}`, `${red}two${off}`, "three"]);
});
