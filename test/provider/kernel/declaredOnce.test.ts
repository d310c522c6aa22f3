import { expect, test } from "vitest";
import { declaredByAnother } from "../../../provider/kernel/declaredOnce.ts";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { ProgramOwnership } from "../../../provider/kernel/ownership.ts";

const one = { __origin: "acme/dev::one" };
const two = { __origin: "acme/dev::two" };

test("the second resource that declares an object is rejected with the name of the first", () => {
  const ownership = new ProgramOwnership();
  const names = [objectName("Thing", "thing_1")];
  expect(declaredByAnother(ownership, names, one)).toBeUndefined();
  expect(declaredByAnother(ownership, names, one)).toBeUndefined();
  expect(declaredByAnother(ownership, names, two)).toBe(
    "Thing thing_1 is already declared by another resource of this program, `one`. Remove one of the two resources; the object is not changed.",
  );
});

test("all names of an object are compared", () => {
  const ownership = new ProgramOwnership();
  declaredByAnother(ownership, [objectName("Thing", "b")], one);
  const names = [objectName("Thing", "a"), objectName("Thing", "b")];
  expect(declaredByAnother(ownership, names, two)).toContain("Thing b is already declared");
});

test("resources without an origin declare nothing exclusively", () => {
  const ownership = new ProgramOwnership();
  const names = [objectName("Thing", "thing_1")];
  expect(declaredByAnother(ownership, names, {})).toBeUndefined();
  expect(declaredByAnother(ownership, names, one)).toBeUndefined();
});
