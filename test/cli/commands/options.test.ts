import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { inFolder, length, withStacks, words } from "../../../cli/commands/options.ts";

describe("withStacks and inFolder", () => {
  it("collect the options as `StackChoice` and `InFolder` have them", () => {
    const command = withStacks(inFolder(new Command()));
    command.parse(["-s", "a", "--stack", "b", "--state", "x.json", "--all-stacks"], { from: "user" });
    expect(command.opts()).toEqual({ cwd: ".", stack: ["a", "b"], state: ["x.json"], allStacks: true });
  });

  it("leave out the options that are not given", () => {
    expect(withStacks(inFolder(new Command())).parse([], { from: "user" }).opts()).toEqual({ cwd: "." });
  });
});

describe("words", () => {
  const parse = words(["users", "keys"] as const);

  it("parses a list with commas, and adds to the list of an earlier option", () => {
    expect(parse("users, keys", undefined)).toEqual(["users", "keys"]);
    expect(parse("keys", ["users"])).toEqual(["users", "keys"]);
  });

  it("rejects an unknown word", () => {
    expect(() => parse("users,robots", undefined)).toThrow("It must be one of users, keys.");
  });
});

describe("length", () => {
  it("parses a length of time to milliseconds", () => {
    expect(["30s", "15m", "24h", " 90d ", "4w", "0s"].map((text) => length(text))).toEqual([
      30_000, 900_000, 86_400_000, 7_776_000_000, 2_419_200_000, 0,
    ]);
  });

  it.each(["90", "d", "-1d", "1y", "1.5h"])("rejects %s", (text) => {
    expect(() => length(text)).toThrow("It must be a number of seconds, minutes, hours, days or weeks");
  });
});
