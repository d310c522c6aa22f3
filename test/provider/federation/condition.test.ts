import { describe, expect, test } from "vitest";
import { readCondition } from "../../../provider/federation/condition.ts";

describe("readCondition", () => {
  const equal = (claim: string, ...values: string[]) =>
    expect.objectContaining({ is: "equal", claim, values });

  test.each<[string, unknown]>([
    ['claims.ref == "main"', { is: "equal", claim: "ref", values: ["main"], source: 'claims.ref == "main"' }],
    ["'a' == claims['b c']", equal("b c", "a")],
    ["claims.ref in [\"a\", 'b']", equal("ref", "a", "b")],
    ['claims.ref == "say \\"x\\""', equal("ref", 'say "x"')],
    ['claims.ref == r"\\d"', equal("ref", "\\d")],
    [
      'claims . ref . startsWith( "v" )',
      expect.objectContaining({ is: "startsWith", claim: "ref", values: ["v"] }),
    ],
    ['claims.ref.matches("^v")', expect.objectContaining({ is: "matches" })],
    ["(claims.a == 'x') && (claims.b == 'y')", { is: "all", parts: [equal("a", "x"), equal("b", "y")] }],
    [
      "((claims.a == 'x' || claims.b == 'y') && claims.c == 'z')",
      { is: "all", parts: [{ is: "any", parts: [equal("a", "x"), equal("b", "y")] }, equal("c", "z")] },
    ],
    // Operators in strings and comments are none.
    ['claims.a == "x || claims.b && ("', equal("a", "x || claims.b && (")],
    ["claims.a == 'x' // || true", equal("a", "x")],
    ['claims.a != "x"', { is: "free" }],
    ['!claims.a.startsWith("x")', { is: "free" }],
    ['!(claims.a == "x")', { is: "free" }],
    ["has(claims.a)", { is: "free" }],
    ['"a" in claims', { is: "free" }],
    ['!("a" in claims)', { is: "free" }],
    ['!(claims.a != "x")', equal("a", "x")],
    ['(claims.a == "x") != true', { is: "free" }],
    ['claims.a == """x"""', equal("a", "x")],
    ['claims.a == "\\u0041\\x42\\103\\n"', equal("a", "ABC\n")],
    ["claims['a-b'] in ['x',]", equal("a-b", "x")],
    ["size(claims) > 3", { is: "free" }],
    ["claims.a == claims.b", { is: "free" }],
    ["claims.all(name, true)", { is: "free" }],
    ["true", { is: "free" }],
    ["!true", { is: "never" }],
    [
      'claims.ok ? claims.a == "x" : true',
      {
        is: "any",
        parts: [
          { is: "all", parts: [{ is: "free" }, equal("a", "x")] },
          { is: "all", parts: [{ is: "free" }, { is: "free" }] },
        ],
      },
    ],
  ])("reads %s", (condition, expression) => {
    expect(readCondition(condition)).toEqual(expression);
  });

  test.each([
    ['claims.a.lowerAscii() == "x"', ["a"]],
    ['claims.a == "x" + "y"', ["a"]],
    ['claims.a in ["x", claims.b]', ["a", "b"]],
    ["claims.n == 1", ["n"]],
    ['claims.a + "claims.b" == "x" // claims.c', ["a"]],
    ['claims.a == b"x"', ["a"]],
    ["claims.exists(name, claims[name] == 'x')", [""]],
  ])("does not judge %s, and names its claims", (condition, claims) => {
    expect(readCondition(condition)).toEqual({ is: "unread", claims });
  });

  test.each([
    ["", "Unexpected token: EOF"],
    ["claims.a == ", "Unexpected token: EOF"],
    ["claims.a == 'unterminated", "Unterminated string"],
    ["claims.a == '\\q'", "Invalid escape sequence: \\q"],
    ['claims.a = "x"', "Unexpected character: ="],
    [`${"(".repeat(600)}claims.a${")".repeat(600)}`, "Exceeded maxDepth (500)"],
  ])("says why it cannot read %j", (condition, reason) => {
    expect(readCondition(condition)).toEqual({ is: "invalid", reason });
  });
});
