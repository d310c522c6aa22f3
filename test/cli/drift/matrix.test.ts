import { describe, expect, it } from "vitest";
import { matrixOf } from "../../../cli/drift/matrix.ts";
import { Redactor } from "../../../cli/output/redact.ts";
import { contextOf } from "./contexts.ts";
import { findingWith, reportWith } from "./findings.ts";

const context = contextOf(
  {
    user_1: { email: "ann@example.com", role: "user" },
    user_2: { email: "root@example.com", role: "admin" },
    user_3: { email: "new@example.com", role: "user" },
  },
  {
    wrkspc_1: { name: "Research", members: { user_1: "workspace_user" } },
    wrkspc_2: { name: "labs" },
  },
);
const membership = {
  kind: "WorkspaceMember",
  id: "wrkspc_1/ann@example.com",
  name: "ann@example.com",
  workspace: { id: "wrkspc_1", name: "Research" },
  user: { email: "ann@example.com" },
} as const;

describe("matrixOf", () => {
  it("shows the access of each user, also by the organization role, and counts the other users", () => {
    const { columns, rows, others } = matrixOf(context, reportWith([]), undefined);
    expect(columns.map(({ name }) => name)).toEqual(["labs", "Research"]);
    expect(rows.map(({ user, role, cells }) => [user, role, cells.map((cell) => cell?.role)])).toEqual([
      ["ann@example.com", "user", [undefined, "workspace_user"]],
      ["root@example.com", "admin", ["workspace_admin", "workspace_admin"]],
    ]);
    expect(rows[1]?.cells.map((cell) => cell?.implicit)).toEqual([true, true]);
    expect(others).toBe(1);
  });

  it("highlights a cell with the most urgent category and all sentences, and has the declared role", () => {
    const role = { property: "role", declared: "workspace_admin", actual: "workspace_user" };
    const findings = [
      findingWith({ ...membership, category: "since", detail: "role changed" }),
      findingWith({ ...membership, differences: [role], detail: "role differs" }),
    ];
    const { rows } = matrixOf(context, reportWith(findings), undefined);
    expect(rows[0]?.cells[1]).toEqual({
      role: "workspace_user",
      declared: "workspace_admin",
      implicit: false,
      highlight: { category: "changed", details: ["since: role changed", "changed: role differs"] },
    });
  });

  it("adds a row for a user who is not in the organization", () => {
    const user = { email: "gone@example.com" };
    const finding = findingWith({ kind: "Member", category: "removed", user, detail: "removed" });
    const { rows } = matrixOf(context, reportWith([finding]), undefined);
    expect(rows.find(({ user: name }) => name === user.email)).toMatchObject({
      role: undefined,
      highlight: { category: "removed" },
    });
  });

  it("shows IDs instead of emails when it is redacted", () => {
    const redactor = new Redactor({ ids: [["ann@example.com", "user_1"]] });
    const finding = findingWith({ ...membership, category: "removed", detail: "of ann@example.com" });
    const text = JSON.stringify(matrixOf(context, reportWith([finding]), redactor));
    expect(text).toContain("removed: of user_1");
    expect(text).not.toContain("@");
  });
});
