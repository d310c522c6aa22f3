import type { Report } from "../../../cli/user/report.ts";

const declaredBy = [{ stack: "prod", type: "Member", resource: "alice" }];

/** A report on a user, with names that need escaping. */
export function aliceReport(more: Partial<Report> = {}): Report {
  return {
    version: 1,
    organization: "0b5ad6ab",
    requested: "alice@example.com",
    user: {
      id: "user_01alice",
      email: "alice@example.com",
      name: "<b>Alice</b> \u001b[2J",
      role: "developer",
      addedAt: "2026-01-01T00:00:00Z",
    },
    userIds: ["user_01alice"],
    declaredBy,
    everyWorkspace: false,
    workspaces: [
      { id: "wrkspc_01a", name: "A|B", role: "workspace_user", declaredBy: [] },
      {
        id: "wrkspc_01b",
        name: "Research",
        role: undefined,
        declaredBy: [{ stack: "dev", type: "WorkspaceMember", resource: "alice-research" }],
      },
    ],
    groups: undefined,
    keys: [
      {
        id: "apikey_01",
        name: "notebook",
        status: "active",
        workspaceId: undefined,
        workspaceName: undefined,
        createdAt: "2026-02-03T00:00:00Z",
        personal: true,
        lastUsed: undefined,
        neverUsed: undefined,
        declaredBy: [],
      },
    ],
    invitations: [
      {
        id: "invite_01",
        role: "developer",
        status: "accepted",
        declaredRole: undefined,
        invitedAt: "2025-12-30T00:00:00Z",
        expiresAt: "2026-01-20T00:00:00Z",
        declaredBy: [],
      },
    ],
    stacks: ["dev", "prod"],
    notes: ["Last use: the Analytics API."],
    ...more,
  };
}
