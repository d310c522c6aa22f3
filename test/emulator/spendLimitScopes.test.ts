import { describe, expect, it } from "vitest";
import { scopeKey, scopeRules } from "../../emulator/spendLimitScopes.ts";

describe("scopeRules", () => {
  it("returns the scopes of the organization type, which is Console by default", () => {
    expect(scopeRules({})).toEqual(scopeRules({ organization_type: "console" }));
    expect(scopeRules({}).writable).toEqual(["organization", "workspace"]);
    expect(scopeRules({ organization_type: "claude_enterprise" }).writable).toEqual(["user"]);
  });
});

it("scopeKey is the same for the same scope only", () => {
  const keys = [
    scopeKey({ type: "organization" }),
    scopeKey({ type: "usage_tier" }),
    scopeKey({ type: "workspace", workspace_id: "a" }),
    scopeKey({ type: "workspace", workspace_id: "b" }),
    scopeKey({ type: "user", user_id: "a" }),
  ];
  expect(new Set(keys).size).toBe(5);
  expect(scopeKey({ workspace_id: "a", type: "workspace" })).toBe(keys[2]);
});
