import { describe, expect, it } from "vitest";
import { isSelected, objectKinds, type Selection, wantedBy } from "../../../cli/import/selection.ts";
import { WorkspaceWire } from "../../../provider/api/objects.ts";
import { NameMap, objectName } from "../../../provider/kernel/objectName.ts";

const selection = (changes: Partial<Selection> = {}): Selection => ({
  kinds: new Set(objectKinds),
  workspaces: [],
  matches: () => true,
  style: "each",
  managed: new NameMap(),
  ...changes,
});
const workspace = (name: string, archived_at: string | null = null) =>
  WorkspaceWire.parse({
    type: "workspace",
    id: "wrkspc_1",
    name,
    created_at: "2026-01-01T00:00:00Z",
    archived_at,
  });
const research = workspace("Research");

describe("isSelected", () => {
  it("selects a workspace by its name or ID if it also matches the pattern", () => {
    expect(isSelected(selection({ workspaces: ["Research"] }), research)).toBe(true);
    expect(isSelected(selection({ workspaces: ["wrkspc_1"] }), research)).toBe(true);
    expect(isSelected(selection({ workspaces: ["Labs"] }), research)).toBe(false);
    expect(isSelected(selection({ matches: (name) => name === "Labs" }), research)).toBe(false);
  });
});

describe("wantedBy", () => {
  it("reads only the lists that the selected kinds need", () => {
    const { membersOf, ...lists } = wantedBy(selection({ kinds: new Set(["workspaces"]) }));
    expect(Object.entries(lists).filter(([, isRead]) => isRead !== false)).toEqual([]);
    expect(membersOf(research)).toBe(false);
    expect(wantedBy(selection({ kinds: new Set(["memberships"]) }))).toMatchObject({ users: true });
  });

  it("reads the members of a workspace unless it is archived, reserved or a stack manages its list", () => {
    const { membersOf } = wantedBy(selection());
    expect(membersOf(research)).toBe(true);
    expect(membersOf(workspace("Research", "2026-02-01T00:00:00Z"))).toBe(false);
    expect(membersOf(workspace("Claude Code"))).toBe(false);
    const managed = new NameMap<string>();
    managed.set(objectName("WorkspaceMembers", "wrkspc_1"), "dev");
    expect(wantedBy(selection({ managed })).membersOf(research)).toBe(false);
  });

  it("reads the rate limits of ordinary workspaces if they are selected", () => {
    const { rateLimitsOf } = wantedBy(selection());
    const names = [
      research,
      workspace("Claude Code"),
      workspace("Default"),
      workspace("Old", "2026-02-01T00:00:00Z"),
    ];
    expect(names.map((each) => rateLimitsOf?.(each))).toEqual([true, false, false, false]);
    expect(wantedBy(selection({ workspaces: ["Labs"] })).rateLimitsOf?.(research)).toBe(false);
    expect(wantedBy(selection({ kinds: new Set(["memberships"]) })).rateLimitsOf).toBeUndefined();
  });

  it("an import of single workspaces does not read types of objects that belong to no workspace", () => {
    const { groupMembersOf, ...one } = wantedBy(selection({ workspaces: ["Research"] }));
    expect(groupMembersOf).toBe(undefined);
    expect(one).toMatchObject({ invites: false, compliance: false, externalKeys: true, federation: true });
    expect(wantedBy(selection())).toMatchObject({ invites: true, compliance: true });
  });

  it("reads members for the users of selected workspaces", () => {
    const users = selection({ kinds: new Set(["users"]), workspaces: ["Research"] });
    expect(wantedBy(users).membersOf(research)).toBe(true);
    expect(wantedBy({ ...users, workspaces: [] }).membersOf(research)).toBe(false);
  });
});
