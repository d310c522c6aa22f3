import { describe, expect, it } from "vitest";
import { DriftContext } from "../../../cli/drift/context.ts";
import { groupMatrixOf } from "../../../cli/drift/groupMatrix.ts";
import { Redactor } from "../../../cli/output/redact.ts";
import { RbacRoleWire } from "../../../provider/api/rbac/objects.ts";
import { contextOf } from "./contexts.ts";
import { findingWith, reportWith } from "./findings.ts";

const users = {
  user_1: { email: "ann@example.com", role: "user" },
  user_2: { email: "owner@example.com", role: "owner" },
  user_3: { email: "new@example.com", role: "user" },
};
const base = contextOf(users, {}, [], {
  rbac_group_1: {
    name: "Research",
    roles: ["rbac_role_1", "rbac_role_2"],
    members: { user_1: "ann@example.com", user_else: "Else@example.org" },
  },
  rbac_group_2: { name: "labs", source: "scim", roles: null, members: { user_2: "owner@example.com" } },
});
const role = RbacRoleWire.parse({
  type: "rbac_role",
  id: "rbac_role_1",
  display_name: "Chat",
  source: { type: "custom" },
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
});
const context = new DriftContext({ ...base.organization, rbacRoles: [role] }, base.stacks, base.now);
const membership = {
  kind: "RbacGroupMembers",
  id: "rbac_group_1",
  name: "ann@example.com",
  user: { email: "ann@example.com" },
} as const;

describe("groupMatrixOf", () => {
  it("returns the groups with their roles, and the members of each", () => {
    const matrix = groupMatrixOf(context, reportWith([]), undefined);
    expect(matrix?.columns).toMatchObject([
      { id: "rbac_group_2", name: "labs", isOfIdentityProvider: true, roles: undefined },
      { id: "rbac_group_1", name: "Research", isOfIdentityProvider: false, roles: ["Chat", "rbac_role_2"] },
    ]);
    const member = { isMember: true, isDeclared: false, highlight: undefined };
    expect(matrix?.rows).toMatchObject([
      { user: "ann@example.com", userId: "user_1", role: "user", cells: [undefined, member] },
      { user: "else@example.org", userId: "user_else", role: undefined, cells: [undefined, member] },
      { user: "owner@example.com", userId: "user_2", role: "owner", cells: [member, undefined] },
    ]);
    expect(matrix?.others).toBe(1);
  });

  it("highlights members, groups and users with findings, and adds rows for users without a group", () => {
    const user = { email: "gone@example.com" };
    const role = { property: "role", declared: "owner", actual: "user" };
    const matrix = groupMatrixOf(
      context,
      reportWith([
        findingWith({ ...membership, declarations: [], detail: "not declared" }),
        findingWith({ ...membership, category: "removed", user, name: user.email, detail: "removed" }),
        findingWith({ kind: "RbacGroup", id: "rbac_group_1", detail: "renamed" }),
        findingWith({
          kind: "Member",
          id: "new@example.com",
          user: { userId: "user_3" },
          differences: [role],
        }),
      ]),
      undefined,
    );
    const highlight = (category: string, detail: string) => ({
      category,
      details: [`${category}: ${detail}`],
    });
    expect(matrix?.columns[1]?.highlight).toEqual(highlight("changed", "renamed"));
    const rows = new Map(matrix?.rows.map((row) => [row.user, row]));
    expect(rows.get("ann@example.com")?.cells[1]).toEqual({
      isMember: true,
      isDeclared: false,
      highlight: highlight("changed", "not declared"),
    });
    expect(rows.get("gone@example.com")).toMatchObject({ userId: undefined, role: undefined });
    expect(rows.get("gone@example.com")?.cells[1]).toEqual({
      isMember: false,
      isDeclared: true,
      highlight: highlight("removed", "removed"),
    });
    expect(rows.get("new@example.com")).toMatchObject({
      role: "user",
      declared: "owner",
      highlight: { category: "changed" },
      cells: [undefined, undefined],
    });
    expect(matrix?.others).toBe(0);
  });

  it("adds a column for a declared group that was deleted", () => {
    const deleted = findingWith({ kind: "RbacGroup", category: "removed", id: "rbac_group_9", name: "Old" });
    const list = findingWith({ kind: "RbacGroupMembers", category: "removed", id: "rbac_group_9" });
    for (const findings of [
      [deleted, list],
      [list, deleted],
    ]) {
      expect(groupMatrixOf(context, reportWith(findings), undefined)?.columns[1]).toMatchObject({
        name: "Old",
        roles: [],
        highlight: { category: "removed" },
      });
    }
  });

  it("returns nothing for an organization without groups and findings about them", () => {
    expect(groupMatrixOf(contextOf(users, {}, [], {}), reportWith([]), undefined)).toBe(undefined);
    expect(groupMatrixOf(contextOf(users, {}), reportWith([findingWith()]), undefined)).toBe(undefined);
  });

  it("shows IDs instead of emails when it is redacted, also of users of other organizations", () => {
    const redactor = new Redactor({ ids: [["ann@example.com", "user_1"]] });
    const text = JSON.stringify(groupMatrixOf(context, reportWith([findingWith(membership)]), redactor));
    expect(text).toContain('"user":"user_1"');
    expect(text).not.toContain("@");
  });
});
