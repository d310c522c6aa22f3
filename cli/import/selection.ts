import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { type NameMap, objectName } from "../../provider/kernel/objectName.ts";
import { normalName } from "../../provider/text/spelling.ts";
import { claudeCodeWorkspace, defaultWorkspace, type Wanted } from "../organization/readOrganization.ts";

/** The kinds of objects that can be imported. By default, all but `keys`. */
export const objectKinds = [
  "workspaces",
  "memberships",
  "rate-limits",
  "spend-limits",
  "external-keys",
  "compliance",
  "federation",
  "service-accounts",
  "groups",
  "users",
  "invitations",
  "keys",
] as const;
export type ObjectKind = (typeof objectKinds)[number];

/** Kinds whose objects belong to no workspace. An import of single workspaces does not read them. */
export const kindsWithoutWorkspace: readonly ObjectKind[] = ["compliance", "groups", "invitations"];

export interface Selection {
  readonly kinds: ReadonlySet<ObjectKind>;
  /** Names or IDs. Only these workspaces, and only what belongs to them, are imported. Empty: no restriction. */
  readonly workspaces: readonly string[];
  /** Matches the name of a workspace, the email of a user or invitation, or the name of a key without a workspace. */
  matches(name: string): boolean;
  /** A WorkspaceMember for each membership, or one WorkspaceMembers for each workspace. */
  readonly style: "each" | "list";
  /** The names of the objects that stacks manage already, with the label of the stack. */
  readonly managed: Pick<NameMap<string>, "get" | "has">;
}

/** Whether a program can declare a workspace and its members. */
export function isOrdinary({ name, archived_at }: WorkspaceWire): boolean {
  return archived_at === null && name !== defaultWorkspace && name !== claudeCodeWorkspace;
}

/** Whether service accounts can be members of a workspace: any one that is not archived, also the default one. */
export function isOpen({ archived_at: archivedAt }: WorkspaceWire): boolean {
  return archivedAt === null;
}

/** Whether a value of `--workspace` names a workspace. */
export function isNamed({ id, name }: Pick<WorkspaceWire, "id" | "name">, wanted: string): boolean {
  return id === wanted || normalName(name) === normalName(wanted);
}

/** Whether a workspace is selected. */
export function isSelected({ workspaces, matches }: Selection, { id, name }: WorkspaceWire): boolean {
  const isWanted = workspaces.length === 0 || workspaces.some((wanted) => isNamed({ id, name }, wanted));
  return matches(name) && isWanted;
}

/** The lists to read for a selection. */
export function wantedBy(selection: Selection): Wanted {
  const { workspaces, managed } = selection;
  const kinds = new Set(
    [...selection.kinds].filter((kind) => workspaces.length === 0 || !kindsWithoutWorkspace.includes(kind)),
  );
  const usersOfWorkspaces = kinds.has("users") && workspaces.length > 0;
  return {
    // The members of a workspace are listed by user ID, and their emails are in the list of users.
    users: kinds.has("users") || kinds.has("invitations") || kinds.has("memberships") || kinds.has("groups"),
    invites: kinds.has("invitations"),
    apiKeys: kinds.has("keys"),
    spendLimits: kinds.has("spend-limits"),
    externalKeys: kinds.has("external-keys"),
    compliance: kinds.has("compliance"),
    federation: kinds.has("federation"),
    ...(kinds.has("service-accounts")
      ? { serviceAccountsIn: (workspace) => isOpen(workspace) && isSelected(selection, workspace) }
      : {}),
    ...(kinds.has("groups")
      ? {
          groupMembersOf: ({ id, name, source_type: source }) =>
            source !== "scim" && selection.matches(name) && !managed.has(objectName("RbacGroupMembers", id)),
        }
      : {}),
    ...(kinds.has("rate-limits")
      ? { rateLimitsOf: (workspace) => isOrdinary(workspace) && isSelected(selection, workspace) }
      : {}),
    membersOf: (workspace) => {
      const memberships =
        kinds.has("memberships") && !managed.has(objectName("WorkspaceMembers", workspace.id));
      return (memberships || usersOfWorkspaces) && isOrdinary(workspace) && isSelected(selection, workspace);
    },
  };
}
