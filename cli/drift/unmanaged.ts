import { placeName } from "../../provider/memberships/membership.ts";
import { isImplicit, normalEmail } from "../../provider/users/people.ts";
import { findDefaultWorkspace } from "../organization/readOrganization.ts";
import type { StackResource } from "../states/stackState.ts";
import type { DriftContext } from "./context.ts";
import type { Finding } from "./finding.ts";

/** Objects of the organization that no stack manages, except archived workspaces, ended invitations and unusable keys. */
export function unmanaged(context: DriftContext): Finding[] {
  const managed = new Set(context.stacks.flatMap(({ state }) => state.resources.flatMap(managedBy)));
  const isManaged = (...names: string[]) => names.some((name) => managed.has(name));
  const { workspaces, users, invites, members, apiKeys } = context.organization;
  const defaultWorkspace = findDefaultWorkspace(workspaces);
  return [
    ...workspaces
      .filter((workspace) => workspace.archived_at === null && workspace !== defaultWorkspace)
      .filter(({ id }) => !isManaged(`Workspace ${id}`))
      .map(({ id, name, created_at: at }) =>
        finding("Workspace", id, name, `no stack manages this workspace, created ${day(at)}`),
      ),
    ...users
      .filter(({ id, email }) => !isManaged(`Member ${normalEmail(email)}`, `Member ${id}`))
      .map(({ id, email, role, added_at: at }) =>
        finding("Member", normalEmail(email), normalEmail(email), `${role}, added ${day(at)}`, {
          user: { email: normalEmail(email), userId: id },
          differences: [{ property: "role", actual: role }],
        }),
      ),
    ...[...members.values()].flat().flatMap(({ workspace_id: id, user_id: userId, workspace_role: role }) => {
      const user = context.user(userId);
      if (user !== undefined && isImplicit(user, role)) return [];
      const email = user === undefined ? undefined : normalEmail(user.email);
      // A WorkspaceMembers resource reports undeclared members itself, except those in its `except`.
      if (isManaged(`WorkspaceMembers ${id}`)) return [];
      const names = [userId, ...(email === undefined ? [] : [email])];
      if (isManaged(...names.map((name) => `WorkspaceMember ${placeName(id, name)}`))) return [];
      return [
        finding("WorkspaceMember", placeName(id, email ?? userId), email ?? userId, role, {
          workspace: context.workspace(id),
          user: { ...(email === undefined ? {} : { email }), userId },
          differences: [{ property: "role", actual: role }],
        }),
      ];
    }),
    ...invites
      .filter(({ status }) => status === "pending")
      .filter(({ id, email }) => !isManaged(`Invite ${id}`, `Member ${normalEmail(email)}`))
      .map(({ id, email, role, expires_at: until }) =>
        finding("Invite", id, normalEmail(email), `invited as ${role} until ${day(until)}`, {
          user: { email: normalEmail(email) },
          differences: [{ property: "role", actual: role }],
        }),
      ),
    ...apiKeys
      .filter(({ status }) => status === "active" || status === "inactive")
      .filter(({ id }) => !isManaged(`ApiKey ${id}`))
      .map(({ id, name, status, created_at: at, scope }) =>
        finding("ApiKey", id, name, `${status}, created ${day(at)}`, {
          ...(typeof scope.workspace_id === "string"
            ? { workspace: context.workspace(scope.workspace_id) }
            : {}),
          differences: [{ property: "status", actual: status }],
        }),
      ),
  ];
}

/**
 * The objects that a resource manages, as `KIND IDENTITY`. A user with a known ID is identified by it alone, since another
 * user may have the recorded email now.
 */
function managedBy({ kind, id, outputs }: StackResource): string[] {
  const { email: _, ...others } = outputs;
  const { workspace, userId } = outputs;
  const isKnown = typeof userId === "string" && (kind.kind === "Member" || kind.kind === "WorkspaceMember");
  const identities = isKnown
    ? kind.identities(others, typeof workspace === "string" ? placeName(workspace, userId) : userId)
    : kind.identities(outputs, id);
  return identities.map((identity) => `${kind.kind} ${identity}`);
}

function finding(
  kind: Finding["kind"],
  id: string,
  name: string,
  detail: string,
  more: Partial<Pick<Finding, "workspace" | "user" | "differences">> = {},
): Finding {
  return { category: "unmanaged", kind, id, name, declarations: [], differences: [], ...more, detail };
}

function day(timestamp: string): string {
  return timestamp.slice(0, 10);
}
