import { describe, expect, it } from "vitest";
import { defaultAssumptions } from "../../emulator/assumptions.ts";
import { assumptionChangesSchema } from "../../emulator/schemas/assumptions.ts";
import { check } from "../../emulator/validation.ts";

describe("the assumptions", () => {
  it("are all known as JSON, the defaults among their values", () => {
    expect(check(assumptionChangesSchema, defaultAssumptions())).toEqual(defaultAssumptions());
  });

  it("of seconds are numbers from 0", () => {
    expect(check(assumptionChangesSchema, { staleLists: 2.5 })).toEqual({ staleLists: 2.5 });
    expect(() => check(assumptionChangesSchema, { staleLists: -1 })).toThrow("staleLists");
    expect(() => check(assumptionChangesSchema, { staleLists: "1" })).toThrow(
      "staleLists: Input should be a valid number",
    );
  });

  it("are refused when nobody knows them", () => {
    expect(() => check(assumptionChangesSchema, { weather: "fair" })).toThrow(
      "weather: Extra inputs are not permitted",
    );
    expect(() => check(assumptionChangesSchema, [])).toThrow("Input should be a valid dictionary");
  });
});
