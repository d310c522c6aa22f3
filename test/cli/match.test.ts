import { expect, it } from "vitest";
import { matcher } from "../../cli/match.ts";

it("matches `*` and `?` as wildcards, and other characters literally", () => {
  const said = (pattern: string, name: string) => matcher(pattern)(name);
  expect(said("team-*", "Team-Red")).toBe(true);
  expect(said("team-?", "team-red")).toBe(false);
  expect(said("*@example.com", "alice@example.com")).toBe(true);
  expect(said("*@example.com", "alice@exampleXcom")).toBe(false);
  expect(said("a(b)[c]", "a(b)[c]")).toBe(true);
  expect(said("two*", "two\nlines")).toBe(true);
  expect(said("Cafe\u0301", "Caf\u00e9")).toBe(true);
});

it("matches everything without a pattern, and nothing without a name", () => {
  expect(matcher(undefined)("anything")).toBe(true);
  expect(matcher("*")(undefined)).toBe(false);
});
