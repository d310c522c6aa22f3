import { expect, test } from "vitest";
import { defaultAssumptions } from "../../emulator/assumptions.ts";
import { storedName } from "../../emulator/storedName.ts";

test("stores names unchanged, or with one space for several and in NFC", () => {
  const assumptions = defaultAssumptions();
  const name = " Cafe\u0301  Lab";
  expect(storedName(name, assumptions)).toBe(name);
  expect(storedName(name, { ...assumptions, storedNames: "normalize" })).toBe("Caf\u00e9 Lab");
});
