import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { inFolder, withStacks, words } from "../../../cli/commands/options.ts";

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
