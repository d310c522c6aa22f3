import { Command, InvalidArgumentError } from "commander";
import { expect, it } from "vitest";
import { inFolder, repeated, withStacks, words } from "../../../cli/commands/options.ts";

it("collects the values of an option that is repeated", () => {
  expect(repeated("a")).toEqual(["a"]);
  expect(repeated("b", ["a"])).toEqual(["a", "b"]);
});

it("collects known words from lists and repetitions, and rejects other words", () => {
  const parse = words(["users", "keys"]);
  expect(parse("users", undefined)).toEqual(["users"]);
  expect(parse("keys, users", ["keys"])).toEqual(["keys", "keys", "users"]);
  expect(() => parse("users,robots", undefined)).toThrow(InvalidArgumentError);
  expect(() => parse("", undefined)).toThrow("It must be one of users, keys.");
});

it("adds the options for the folder and the stacks", () => {
  const command = withStacks(inFolder(new Command("x")));
  expect(command.parse([], { from: "user" }).opts()).toEqual({ cwd: "." });
  const args = ["-C", "program", "-s", "dev", "--stack", "prod", "--all-stacks", "--state", "state.json"];
  expect(command.parse(args, { from: "user" }).opts()).toEqual({
    cwd: "program",
    stack: ["dev", "prod"],
    allStacks: true,
    state: ["state.json"],
  });
});
