import { describe, expect, it } from "vitest";
import { faultOf, faultSchema } from "../../../emulator/schemas/fault.ts";
import { check } from "../../../emulator/validation.ts";

describe("faultOf", () => {
  it("converts pathPattern to a regular expression", () => {
    const fault = check(faultSchema, { kind: "slow", pathPattern: "users$", delayMs: 5 });
    expect(faultOf(fault)).toEqual({ kind: "slow", path: /users$/, delayMs: 5 });
  });

  it("keeps the exact path and omits absent fields", () => {
    expect(faultOf(check(faultSchema, { kind: "html", path: "/v1/x" }))).toEqual({
      kind: "html",
      path: "/v1/x",
    });
  });
});

describe("faultSchema", () => {
  it.each([
    ["kind: Input should be 'refuse'", { kind: "earthquake" }],
    ["pathPattern: Input should be a valid regular expression", { kind: "slow", pathPattern: "(" }],
    ["times: Input should be greater than or equal to 1", { kind: "slow", times: 0 }],
    ["color: Extra inputs are not permitted", { kind: "slow", color: "red" }],
  ])("rejects an invalid fault: %s", (message, fault) => {
    expect(() => check(faultSchema, fault)).toThrow(message);
  });
});
