import type { UserJson, WorkspaceJson, WorkspaceMemberJson, WorkspaceRole } from "../json.ts";
import { inheritedRole } from "../state/members.ts";
import type { OrganizationState } from "../state/organization.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findUser, findWorkspace } from "./find.ts";

/** What an admin can do with workspace members in the Console. */
export function memberActions(current: () => OrganizationState) {
  return {
    addMember(idOrName, emailOrUserId, role) {
      const { workspace, user } = find(current(), idOrName, emailOrUserId);
      if (current().members.of(workspace.id).has(user.id)) {
        throw new ConsoleError(`${user.email} is a member of workspace "${workspace.name}".`);
      }
      return setRole(current(), workspace, user, role);
    },

    setMemberRole(idOrName, emailOrUserId, role) {
      const { workspace, user } = find(current(), idOrName, emailOrUserId);
      // The inherited role of a billing member can be raised without an explicit membership.
      const raised = role === "workspace_admin" && user.role === "billing";
      if (!raised) checkMember(current(), workspace, user);
      return setRole(current(), workspace, user, role);
    },

    removeMember(idOrName, emailOrUserId) {
      const { workspace, user } = find(current(), idOrName, emailOrUserId);
      checkMember(current(), workspace, user);
      current().members.of(workspace.id).delete(user.id);
    },
  } satisfies Partial<ConsoleActions>;
}

function find(
  state: OrganizationState,
  idOrName: string,
  emailOrUserId: string,
): { workspace: WorkspaceJson; user: UserJson } {
  const workspace = findWorkspace(state, idOrName);
  const user = findUser(state, emailOrUserId);
  if (workspace.archived_at !== null) throw new ConsoleError(`The workspace "${idOrName}" is archived.`);
  if (workspace.id === state.workspaces.defaultId) {
    throw new ConsoleError("The default workspace has no explicit members.");
  }
  return { workspace, user };
}

function checkMember({ members }: OrganizationState, workspace: WorkspaceJson, user: UserJson): void {
  if (members.of(workspace.id).has(user.id)) return;
  throw new ConsoleError(`${user.email} is not a member of workspace "${workspace.name}".`);
}

function setRole(
  { members }: OrganizationState,
  workspace: WorkspaceJson,
  user: UserJson,
  role: WorkspaceRole,
): WorkspaceMemberJson {
  const inherited = inheritedRole(user.role);
  const raised = inherited === "workspace_billing" && role === "workspace_admin";
  if (role === "workspace_billing" || (inherited !== undefined && !raised)) {
    throw new ConsoleError(
      `${user.email} has the organization role ${user.role}, which determines the role in every workspace.`,
    );
  }
  return members.set(workspace.id, user.id, role);
}
