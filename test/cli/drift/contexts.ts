import { DriftContext } from "../../../cli/drift/context.ts";
import type { OrganizationGroups } from "../../../cli/organization/readRbac.ts";
import { SnapshotSession } from "../../../cli/organization/snapshotSession.ts";
import { parseState } from "../../../cli/states/stackState.ts";
import { UserWire, WorkspaceMemberWire, WorkspaceWire } from "../../../provider/api/objects.ts";
import { RbacGroupMemberWire, RbacGroupWire } from "../../../provider/api/rbac/objects.ts";
import { stateOf } from "../workdir.ts";

const timestamp = "2026-01-01T00:00:00Z";

/** A group; its members are email addresses by user ID. */
interface GroupOf {
  readonly name: string;
  readonly source?: string;
  readonly roles?: readonly string[] | null;
  readonly members?: Readonly<Record<string, string>>;
}

/**
 * A context without requests: users by ID with their roles, workspaces by ID with their names and members, and RBAC groups by ID, with
 * which the organization is one of Claude Enterprise.
 */
export function contextOf(
  users: Readonly<Record<string, { readonly email: string; readonly role: string }>>,
  workspaces: Readonly<
    Record<string, { readonly name: string; readonly members?: Readonly<Record<string, string>> }>
  >,
  resources: Parameters<typeof stateOf>[0] = [],
  groups?: Readonly<Record<string, GroupOf>>,
): DriftContext {
  const session = new SnapshotSession(
    () => undefined,
    {},
    () => undefined,
  );
  const state = parseState(JSON.stringify(stateOf(resources)), "dev");
  return new DriftContext(
    {
      id: "org-1",
      isEnterprise: groups !== undefined,
      users: Object.entries(users).map(([id, user]) =>
        UserWire.parse({ type: "user", id, name: "", added_at: timestamp, ...user }),
      ),
      workspaces: Object.entries(workspaces).map(([id, { name }]) =>
        WorkspaceWire.parse({ type: "workspace", id, name, created_at: timestamp, archived_at: null }),
      ),
      members: new Map(
        Object.entries(workspaces).map(([workspace_id, { members = {} }]) => [
          workspace_id,
          Object.entries(members).map(([user_id, workspace_role]) =>
            WorkspaceMemberWire.parse({ type: "workspace_member", workspace_id, user_id, workspace_role }),
          ),
        ]),
      ),
      invites: [],
      apiKeys: [],
      groups: groups === undefined ? undefined : groupsFrom(groups),
      unread: [],
    },
    [{ state, session }],
    new Date("2026-11-29T10:00:00Z"),
  );
}

function groupsFrom(groups: Readonly<Record<string, GroupOf>>): OrganizationGroups {
  const entries = Object.entries(groups);
  return {
    groups: entries.map(([id, { name, source = "direct", roles = [] }]) =>
      RbacGroupWire.parse({
        type: "rbac_group",
        id,
        name,
        source_type: source,
        role_ids: roles,
        created_at: timestamp,
        updated_at: timestamp,
      }),
    ),
    members: new Map(
      entries.map(([rbac_group_id, { members = {} }]) => [
        rbac_group_id,
        Object.entries(members).map(([user_id, email]) =>
          RbacGroupMemberWire.parse({
            type: "rbac_group_member",
            rbac_group_id,
            user_id,
            email,
            created_at: timestamp,
          }),
        ),
      ]),
    ),
  };
}
