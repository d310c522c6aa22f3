import { expect, test } from "vitest";
import { isUnknown } from "../../../provider/kernel/unknown.ts";

// What the Pulumi SDK sends for a value that a preview does not know yet.
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test.each([
  ["itself", unknown],
  ["within a list", ["a", unknown]],
  ["within a map", { team: unknown }],
  ["deep inside", { a: [{ b: { c: unknown } }] }],
])("an unknown value is found %s", (_, value) => {
  expect(isUnknown(value)).toBe(true);
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a text", "04da6b54"],
  ["a text around it", `${unknown} and more`],
  ["its name as a key", { [unknown]: "known" }],
  ["a number", 4],
  ["an empty list", []],
  ["an empty map", {}],
])("an unknown value is not found in %s", (_, value) => {
  expect(isUnknown(value)).toBe(false);
});
