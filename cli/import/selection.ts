import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { claudeCodeWorkspace, defaultWorkspace, type Wanted } from "../organization/readOrganization.ts";

/** What there is to import; `keys` only when asked for. */
export const objectKinds = ["workspaces", "memberships", "users", "invitations", "keys"] as const;
export type ObjectKind = (typeof objectKinds)[number];

export interface Selection {
  readonly kinds: ReadonlySet<ObjectKind>;
  /** Names or ids of workspaces: only they, and of the people only those who are in them. Empty: everything. */
  readonly workspaces: readonly string[];
  /** Workspaces (with what is in them) by name, people and invitations by address, other keys by name. */
  matches(name: string): boolean;
  /** One WorkspaceMember a membership, or one WorkspaceMembers a workspace. */
  readonly style: "each" | "list";
  /** What stacks manage already, `KIND IDENTITY`, with the stack. */
  readonly managed: ReadonlyMap<string, string>;
}

/** Whether a workspace is one that a program can take over, with its members. */
export function isOrdinary({ name, archived_at }: WorkspaceWire): boolean {
  return archived_at === null && name !== defaultWorkspace && name !== claudeCodeWorkspace;
}

/** Whether a workspace is asked for. */
export function isSelected({ workspaces, matches }: Selection, { id, name }: WorkspaceWire): boolean {
  return matches(name) && (workspaces.length === 0 || workspaces.includes(id) || workspaces.includes(name));
}

/** The lists that a selection needs. */
export function wantedBy(selection: Selection): Wanted {
  const { kinds: asked, workspaces, managed } = selection;
  const people = asked.has("users") && workspaces.length > 0;
  return {
    // Who is in a workspace is listed by id; the addresses stand with the people.
    users: asked.has("users") || asked.has("invitations") || asked.has("memberships"),
    invites: asked.has("invitations"),
    apiKeys: asked.has("keys"),
    membersOf: (workspace) => {
      const memberships = asked.has("memberships") && !managed.has(`WorkspaceMembers ${workspace.id}`);
      return (memberships || people) && isOrdinary(workspace) && isSelected(selection, workspace);
    },
  };
}
