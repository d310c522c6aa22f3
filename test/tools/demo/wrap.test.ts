import { expect, test } from "vitest";
import { wrap } from "../../../tools/demo/wrap.ts";

test("a line that fits stays as it is", () => {
  expect(wrap("  as it is ", 11)).toEqual(["  as it is "]);
});

test("a long line breaks between words and hangs below its own indentation", () => {
  expect(wrap("  one two three four", 11, 2)).toEqual(["  one two", "    three", "    four"]);
});

test("a word that is too long for any line has one to itself", () => {
  expect(wrap("a wrkspc_0123456789 b", 10)).toEqual(["a", "wrkspc_0123456789", "b"]);
});

test("colours take no room, end with the line and go on with the next", () => {
  const red = "\u001b[31m";
  const off = "\u001b[0m";
  expect(wrap(`${red}one two${off} three`, 13)).toEqual([`${red}one two${off} three`]);
  expect(wrap(`${red}one two${off} three`, 5)).toEqual([`${red}one${off}`, `${red}two${off}`, "three"]);
});
