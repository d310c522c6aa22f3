import { describe, expect, it } from "vitest";
import { accessTables } from "../../../cli/drift/accessTables.ts";
import type { GroupMatrix } from "../../../cli/drift/groupMatrix.ts";

const highlight = (category: "changed" | "removed" | "pending") => ({ category, details: [category] });
const member = { isMember: true, isDeclared: false, highlight: undefined };
const user = {
  userId: undefined,
  role: "user",
  invitedAs: undefined,
  declared: undefined,
  highlight: undefined,
};
const groups: GroupMatrix = {
  columns: [
    {
      id: "rbac_group_1",
      name: "<Lab>",
      isOfIdentityProvider: false,
      roles: ["Chat", "a<b"],
      highlight: undefined,
    },
    {
      id: "rbac_group_2",
      name: "Staff",
      isOfIdentityProvider: true,
      roles: undefined,
      highlight: highlight("changed"),
    },
  ],
  rows: [
    { ...user, user: "ann@example.com", cells: [member, { ...member, highlight: highlight("changed") }] },
    {
      ...user,
      user: "gone@example.com",
      role: undefined,
      cells: [{ isMember: false, isDeclared: true, highlight: highlight("removed") }, undefined],
    },
    { ...user, user: "new@example.com", role: undefined, invitedAs: "user", cells: [undefined, undefined] },
  ],
  others: 2,
};

/** The text of each cell of the row that begins with `name`. */
function cells(html: string, name: string): string[] {
  const row = html.split("<tr").find((each) => each.includes(`>${name}`)) ?? "";
  return [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, text = ""]) =>
    text.replace(/<[^>]*>/g, ""),
  );
}

describe("accessTables", () => {
  it("shows the members of each group, its roles and the findings", () => {
    const html = accessTables({ workspaces: undefined, groups });
    expect(cells(html, "User")).toEqual([
      "User",
      "Organization",
      "&lt;Lab&gt;",
      "≠ Staff (identity provider)",
    ]);
    expect(cells(html, "Roles of the group")).toEqual(["Roles of the group", "", "Chata&lt;b", "unknown"]);
    expect(cells(html, "ann@")).toEqual(["ann@example.com", "user", "member", "≠ member"]);
    expect(cells(html, "gone@")).toEqual(["gone@example.com", "not in the organization", "− declared", ""]);
    expect(cells(html, "new@")).toEqual(["new@example.com", "invited as user", "", ""]);
    expect(html).toContain("2 users have no RBAC group.");
    expect(html.match(/<tr class="marked">/g)).toHaveLength(2);
    expect(html.slice(html.indexOf("legend")).match(/class="mark \w+"/g)).toEqual([
      'class="mark changed"',
      'class="mark removed"',
    ]);
  });

  it("shows one search box for all tables, and none without a table", () => {
    const column = { id: "wrkspc_1", name: "Research", isOpen: true, highlight: undefined };
    const both = accessTables({ workspaces: { columns: [column], rows: [], others: 0 }, groups });
    expect(both.match(/type="search"/g)).toHaveLength(1);
    expect(both.match(/<table class="access">/g)).toHaveLength(2);
    const none = accessTables({ workspaces: undefined, groups: undefined });
    expect(none).toBe(
      "<p>A Claude Enterprise organization has no workspaces. Findings about its users are below.</p>",
    );
  });

  it("says that an organization has only the default workspace", () => {
    expect(accessTables({ workspaces: { columns: [], rows: [], others: 3 }, groups: undefined })).toBe(
      "<p>The organization has only the default workspace.</p>",
    );
  });
});
