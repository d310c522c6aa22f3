import { describe, expect, it } from "vitest";
import { assumptionsCheck, defaultAssumptions } from "../../emulator/assumptions.ts";

describe("the assumptions", () => {
  it("are all known as JSON, the defaultAssumptions among their outcomes", () => {
    expect(assumptionsCheck(defaultAssumptions(), "")).toEqual(defaultAssumptions());
  });

  it("of seconds are numbers from 0", () => {
    expect(assumptionsCheck({ staleLists: 2.5 }, "")).toEqual({ staleLists: 2.5 });
    expect(() => assumptionsCheck({ staleLists: -1 }, "")).toThrow("staleLists");
    expect(() => assumptionsCheck({ staleLists: "1" }, "")).toThrow(
      "staleLists: Input should be a valid number",
    );
  });

  it("are refused when nobody knows them", () => {
    expect(() => assumptionsCheck({ weather: "fair" }, "")).toThrow(
      "weather: Extra inputs are not permitted",
    );
    expect(() => assumptionsCheck([], "")).toThrow("Input should be a valid dictionary");
  });
});
