import { describe, expect, it } from "vitest";
import { defaultAssumptions } from "../../../emulator/assumptions.ts";
import { assumptionChangesSchema } from "../../../emulator/schemas/assumptions.ts";
import { check } from "../../../emulator/validation.ts";

describe("assumptionChangesSchema", () => {
  it("accepts the default of every assumption", () => {
    expect(check(assumptionChangesSchema, defaultAssumptions())).toEqual(defaultAssumptions());
  });

  it("accepts numbers of seconds from 0", () => {
    expect(check(assumptionChangesSchema, { staleLists: 2.5 })).toEqual({ staleLists: 2.5 });
    expect(() => check(assumptionChangesSchema, { staleLists: -1 })).toThrow("staleLists");
    expect(() => check(assumptionChangesSchema, { staleLists: "1" })).toThrow(
      "staleLists: Input should be a valid number",
    );
  });

  it("rejects unknown assumptions", () => {
    expect(() => check(assumptionChangesSchema, { weather: "fair" })).toThrow(
      "weather: Extra inputs are not permitted",
    );
    expect(() => check(assumptionChangesSchema, [])).toThrow("Input should be a valid dictionary");
  });
});
