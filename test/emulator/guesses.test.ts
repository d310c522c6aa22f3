import { describe, expect, it } from "vitest";
import { guessesCheck, likeliest } from "../../emulator/guesses.ts";

describe("the guesses", () => {
  it("are all known as JSON, the likeliest among their outcomes", () => {
    expect(guessesCheck(likeliest(), "")).toEqual(likeliest());
  });

  it("of seconds are numbers from 0", () => {
    expect(guessesCheck({ staleLists: 2.5 }, "")).toEqual({ staleLists: 2.5 });
    expect(() => guessesCheck({ staleLists: -1 }, "")).toThrow("staleLists");
    expect(() => guessesCheck({ staleLists: "1" }, "")).toThrow("staleLists: Input should be a valid number");
  });

  it("are refused when nobody knows them", () => {
    expect(() => guessesCheck({ weather: "fair" }, "")).toThrow("weather: Extra inputs are not permitted");
    expect(() => guessesCheck([], "")).toThrow("Input should be a valid dictionary");
  });
});
