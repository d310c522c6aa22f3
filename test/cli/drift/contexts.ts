import { DriftContext } from "../../../cli/drift/context.ts";
import { SnapshotSession } from "../../../cli/organization/snapshotSession.ts";
import { parseState } from "../../../cli/states/stackState.ts";
import { UserWire, WorkspaceMemberWire, WorkspaceWire } from "../../../provider/api/objects.ts";
import { stateOf } from "../workdir.ts";

const timestamp = "2026-01-01T00:00:00Z";

/** A context without requests: users by ID with their roles, workspaces by ID with their names and members. */
export function contextOf(
  users: Readonly<Record<string, { readonly email: string; readonly role: string }>>,
  workspaces: Readonly<
    Record<string, { readonly name: string; readonly members?: Readonly<Record<string, string>> }>
  >,
  resources: Parameters<typeof stateOf>[0] = [],
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
      isEnterprise: false,
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
      unread: [],
    },
    [{ state, session }],
    new Date("2026-11-29T10:00:00Z"),
  );
}
