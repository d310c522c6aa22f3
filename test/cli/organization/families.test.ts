import { expect, it } from "vitest";
import { familyNames, familyOf, lists, specOf } from "../../../cli/organization/families.ts";

it("finds the family of a resource type, and none of those that every credential can read", () => {
  expect(familyOf("WorkspaceRateLimit")).toBe("rateLimits");
  expect(familyOf("SpendLimit")).toBe("spendLimits");
  for (const kind of ["Member", "Invite", "constructor"]) expect(familyOf(kind)).toBeUndefined();
});

it("each resource type and each list of a snapshot is in one family", () => {
  const all = familyNames.flatMap((family) => [...specOf(family).kinds, ...specOf(family).lists]);
  expect(new Set(all).size).toBe(all.length);
  expect(lists).toContain("spend_limits");
});
