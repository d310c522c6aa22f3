import { expect, it } from "vitest";
import { userText } from "../../../cli/user/text.ts";
import { aliceReport } from "./reports.ts";

it("the text has the facts, a table for each kind of object, and the notes", () => {
  expect(userText(aliceReport())).toMatchInlineSnapshot(`
    "User          alice@example.com (user_01alice)
    Organization  0b5ad6ab
    Name          <b>Alice</b>  [2J
    Role          developer
    Added         2026-01-01
    Declared by   prod: alice (Member)

    Workspaces (2)
    Workspace  ID          Role            Declared by
    ---------  ----------  --------------  -------------------------------------
    A|B        wrkspc_01a  workspace_user
    Research   wrkspc_01b  (not a member)  dev: alice-research (WorkspaceMember)

    API keys (1)
    Key       ID         Status                    Workspace  Created     Last use             Declared by
    --------  ---------  ------------------------  ---------  ----------  -------------------  -----------
    notebook  apikey_01  active, acts as the user  (none)     2026-02-03  none in the reports

    Invitations (1)
    Invitation  Role       Status    Sent        Expires     Declared by
    ----------  ---------  --------  ----------  ----------  -----------
    invite_01   developer  accepted  2025-12-30  2026-01-20

    Last use: the Analytics API."
  `);
});

it("someone who is not in the organization has no role", () => {
  const text = userText(
    aliceReport({ user: undefined, userIds: [], declaredBy: [], workspaces: [], keys: [] }),
  );
  expect(text).toMatch(
    /^User {10}alice@example\.com\nOrganization {2}0b5ad6ab\nRole {10}none: the user is not in the organization\n\nInvitations \(1\)/,
  );
});

it("shows the declared role that replaces the role of a pending invitation", () => {
  const [invitation] = aliceReport().invitations;
  if (invitation === undefined) throw new Error("there is no invitation");
  const pending = { ...invitation, role: "user", declaredRole: "developer", status: "pending" };
  expect(userText(aliceReport({ invitations: [pending] }))).toMatch(
    /invite_01 {3}user; developer after acceptance {2}pending/,
  );
});
