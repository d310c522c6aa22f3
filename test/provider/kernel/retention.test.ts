import { expect, test } from "vitest";
import { isRetained, whyRetained } from "../../../provider/kernel/retention.ts";

test.each([
  [{ onDelete: "retain", adopted: false }, true],
  [{ onDelete: "archive", adopted: true }, false],
  [{ adopted: true }, true],
  [{}, true],
  [{ adopted: false }, false],
] as const)("delete of an object with %j leaves it unchanged: %s", (state, expected) => {
  expect(isRetained(state)).toBe(expected);
});

test("the reason is the option that the program sets, or else that the object may not be the stack's own", () => {
  expect(whyRetained({ onDelete: "retain" })).toBe('`onDelete` is "retain"');
  expect(whyRetained({})).toBe("it is not certain that this stack created it (`adopted` is `true`)");
});
