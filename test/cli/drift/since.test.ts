import { describe, expect, it } from "vitest";
import type { DriftContext } from "../../../cli/drift/context.ts";
import { changesBetween } from "../../../cli/drift/since.ts";
import { snapshotOf } from "../../../cli/organization/snapshot.ts";
import { contextOf } from "./contexts.ts";

const before = contextOf(
  { user_1: { email: "ann@example.com", role: "user" }, user_2: { email: "bob@example.com", role: "user" } },
  { wrkspc_1: { name: "Research", members: { user_1: "workspace_user" } } },
);

function changes(after: DriftContext): string[] {
  const [old, now] = [before, after].map(({ organization }) => snapshotOf(organization).snapshot);
  if (old === undefined || now === undefined) return [];
  return changesBetween(old, now).map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`);
}

describe("changesBetween", () => {
  it("finds nothing without changes", () => {
    expect(changes(before)).toEqual([]);
  });

  it("finds added, removed and changed objects", () => {
    const after = contextOf(
      { user_1: { email: "ann@example.com", role: "admin" } },
      { wrkspc_1: { name: "Labs" }, wrkspc_2: { name: "New" } },
    );
    expect(changes(after)).toEqual([
      "Workspace Labs: name: Research before, Labs now",
      "Workspace New: added (active)",
      "Member ann@example.com: role: user before, admin now",
      "Member bob@example.com: removed (user)",
      "WorkspaceMember ann@example.com: removed (workspace_user)",
    ]);
  });

  it("identifies users and their memberships by ID", () => {
    const after = contextOf(
      {
        user_1: { email: "anna@example.com", role: "user" },
        user_2: { email: "bob@example.com", role: "user" },
      },
      { wrkspc_1: { name: "Research", members: { user_1: "workspace_user" } } },
    );
    expect(changes(after)).toEqual([
      "Member anna@example.com: email: ann@example.com before, anna@example.com now",
    ]);
  });

  it("reports changed rate limits, and ignores them if one of the snapshots has none", () => {
    const group = { type: "batch", id: "rlg_1", display_name: null };
    const rate_limits = [{ type: "rate_limit" as const, id: "rl_1", group, models: null, limits: [] }];
    const { snapshot } = snapshotOf(before.organization);
    const withLimit = (value: number) => ({
      ...snapshot,
      rate_limits,
      workspace_rate_limits: [
        {
          workspace_id: "wrkspc_1",
          rate_limit_id: "rl_1",
          limits: [{ type: "requests_per_minute", value }],
        },
      ],
    });
    expect(changesBetween(withLimit(5), withLimit(6))).toMatchObject([
      {
        category: "since",
        kind: "WorkspaceRateLimit",
        id: "wrkspc_1/rlg_1",
        name: "batch",
        workspace: { id: "wrkspc_1", name: "Research" },
        detail: "limits.requests_per_minute: 5 before, 6 now",
      },
    ]);
    const without = { ...snapshot, rate_limits, workspace_rate_limits: [] };
    expect(changesBetween(without, withLimit(6))).toMatchObject([
      { detail: "added (requests_per_minute 6)" },
    ]);
    expect(changesBetween(withLimit(6), without)).toMatchObject([
      { detail: "removed (requests_per_minute 6)" },
    ]);
    expect(changesBetween(snapshot, withLimit(6))).toEqual([]);
    expect(changesBetween(withLimit(6), snapshot)).toEqual([]);
  });

  it("reports changed spend limits, even with another ID, and ignores them if one of the snapshots has none", () => {
    const { snapshot } = snapshotOf(before.organization);
    const withLimit = (id: string, amount: string) => ({
      ...snapshot,
      spend_limits: [
        {
          type: "spend_limit" as const,
          id,
          amount,
          currency: "USD",
          is_enabled: true,
          period: "monthly",
          scope: { type: "workspace", workspace_id: "wrkspc_1" },
          created_at: "2026-01-01T00:00:00Z",
          updated_at: "2026-01-01T00:00:00Z",
        },
      ],
    });
    expect(changesBetween(withLimit("spl_1", "500"), withLimit("spl_2", "550"))).toMatchObject([
      {
        kind: "SpendLimit",
        id: "spl_2",
        name: "monthly limit",
        workspace: { id: "wrkspc_1", name: "Research" },
        detail: "amount: 5 before, 5.5 now",
      },
    ]);
    const without = { ...snapshot, spend_limits: [] };
    expect(changesBetween(without, withLimit("spl_1", "5"))).toMatchObject([{ detail: "added" }]);
    expect(changesBetween(withLimit("spl_1", "5"), without)).toMatchObject([{ detail: "removed" }]);
    expect(changesBetween(snapshot, withLimit("spl_1", "5"))).toEqual([]);
  });
});
