import { placeName } from "../../provider/memberships/membership.ts";
import { isImplicit, normalEmail } from "../../provider/users/people.ts";
import { defaultAmong } from "../organization/readOrganization.ts";
import type { StackResource } from "../states/stackState.ts";
import type { Scene } from "./context.ts";
import type { Finding } from "./finding.ts";

/** What lives in the organization and is in no stack. What has ended (archived, expired, accepted) does not count. */
export function unmanaged(scene: Scene): Finding[] {
  const managed = new Set(scene.stacks.flatMap(({ state }) => state.resources.flatMap(namesOf)));
  const is = (...names: string[]) => names.some((name) => managed.has(name));
  const { workspaces, users, invites, members, apiKeys } = scene.organization;
  const usual = defaultAmong(workspaces);
  return [
    ...workspaces
      .filter((workspace) => workspace.archived_at === null && workspace !== usual)
      .filter(({ id }) => !is(`Workspace ${id}`))
      .map(({ id, name, created_at: at }) =>
        finding("Workspace", id, name, `no stack manages this workspace, created ${day(at)}`),
      ),
    ...users
      .filter(({ id, email }) => !is(`Member ${normalEmail(email)}`, `Member ${id}`))
      .map(({ id, email, role, added_at: at }) =>
        finding("Member", normalEmail(email), normalEmail(email), `${role}, there since ${day(at)}`, {
          user: { email: normalEmail(email), userId: id },
          differences: [{ property: "role", actual: role }],
        }),
      ),
    ...[...members.values()].flat().flatMap(({ workspace_id: id, user_id: userId, workspace_role: role }) => {
      const user = scene.user(userId);
      if (user !== undefined && isImplicit(user, role)) return [];
      const email = user === undefined ? undefined : normalEmail(user.email);
      // A complete list speaks for everybody: it tells of strangers itself, and says whom it leaves alone.
      if (is(`WorkspaceMembers ${id}`)) return [];
      const names = [userId, ...(email === undefined ? [] : [email])];
      if (is(...names.map((name) => `WorkspaceMember ${placeName(id, name)}`))) return [];
      return [
        finding("WorkspaceMember", placeName(id, email ?? userId), email ?? userId, role, {
          workspace: scene.workspace(id),
          user: { ...(email === undefined ? {} : { email }), userId },
          differences: [{ property: "role", actual: role }],
        }),
      ];
    }),
    ...invites
      .filter(({ status }) => status === "pending")
      .filter(({ id, email }) => !is(`Invite ${id}`, `Member ${normalEmail(email)}`))
      .map(({ id, email, role, expires_at: until }) =>
        finding("Invite", id, normalEmail(email), `invited as ${role} until ${day(until)}`, {
          user: { email: normalEmail(email) },
          differences: [{ property: "role", actual: role }],
        }),
      ),
    ...apiKeys
      .filter(({ status }) => status === "active" || status === "inactive")
      .filter(({ id }) => !is(`ApiKey ${id}`))
      .map(({ id, name, status, created_at: at, scope }) =>
        finding("ApiKey", id, name, `${status}, made ${day(at)}`, {
          ...(typeof scope.workspace_id === "string"
            ? { workspace: scene.workspace(scope.workspace_id) }
            : {}),
          differences: [{ property: "status", actual: status }],
        }),
      ),
  ];
}

/**
 * What a resource manages, `KIND IDENTITY`. Once the id of a person is known it is the person: their address may be
 * somebody else's by now, of whom no stack knows.
 */
function namesOf({ kind, id, outputs }: StackResource): string[] {
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
