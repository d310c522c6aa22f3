import { describe, expect, it } from "vitest";
import { type Condition, conditionOf } from "../../emulator/condition.ts";

const claims = {
  repository_owner: "acme",
  ref: "refs/heads/main",
  run_attempt: 1,
  ratio: 1.5,
  groups: ["a", "b"],
  nested: { level: "high" },
  protected: true,
};

function condition(expression: string): Condition {
  const found = conditionOf(expression);
  if (typeof found === "string") throw new Error(found);
  return found;
}

describe("conditionOf", () => {
  it.each([
    ['claims.repository_owner == "acme"', true],
    ['claims["repository_owner"] == "acme" && claims.run_attempt == 1', true],
    ["claims.ratio == 1.5", true],
    ['"a" in claims.groups', true],
    ['claims.groups.exists(group, group == "c")', false],
    ['claims.ref.startsWith("refs/heads/")', true],
    ['claims.ref.matches("^refs/tags/")', false],
    ['claims.nested.level == "high"', true],
    ["claims.protected", true],
    ["has(claims.missing)", false],
    ['claims.missing == "x"', false],
    ["claims.ref", false],
    ["false", false],
    ['claims.constructor == "x"', false],
  ])("evaluates %s", (expression, expected) => {
    expect(condition(expression).holds(claims)).toBe(expected);
  });

  it.each([
    ["claims.ref ==", "Input should be a valid CEL expression"],
    ['ref == "main"', "Input should be a CEL expression over `claims`"],
    ['"acme"', "Input should evaluate to a boolean"],
    ["true", "Input should not be always true"],
    ["1 == 1 || false", "Input should not be always true"],
    ['"claims" == "claims"', "Input should not be always true"],
    [`${"(".repeat(60)}claims.ref == "a"${")".repeat(60)}`, "Input should be a valid CEL expression"],
  ])("rejects %s", (expression, reason) => {
    expect(conditionOf(expression)).toBe(reason);
  });

  it("names the claims of the expression, and not those in its strings", () => {
    const expression = 'claims.ref == "claims.sub" || claims["repository"] == "x" || has(claims.actor)';
    expect([...condition(expression).claims].sort()).toEqual(["actor", "ref", "repository"]);
  });
});
