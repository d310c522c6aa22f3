import { z } from "zod";
import { coded, ErrorResponse, invalid, notFound } from "../errors.ts";
import type { UserJson, WorkspaceJson, WorkspaceMemberJson, WorkspaceRole } from "../json.ts";
import { page, pageParameters } from "../pages.ts";
import { type Call, checkId, found, type Route, reject } from "../routing.ts";
import { assignableWorkspaceRoles, workspaceRoles } from "../schemas/roles.ts";
import { inheritedRole, memberJson } from "../state/members.ts";
import { fields, oneOf } from "../validation.ts";

const collectionPath = "/v1/organizations/workspaces/{workspace_id}/members";
const memberPath = `${collectionPath}/{user_id}`;

export const memberRoutes: readonly Route[] = [
  { method: "POST", path: collectionPath, takes: "json", handle: addMember },
  { method: "GET", path: collectionPath, query: pageParameters, handle: listMembers },
  { method: "GET", path: memberPath, handle: getMember },
  { method: "POST", path: memberPath, takes: "json", handle: updateMember },
  { method: "DELETE", path: memberPath, handle: removeMember },
];

const newMember = fields({ user_id: z.string(), workspace_role: oneOf(...assignableWorkspaceRoles) });
const changedMember = fields({ workspace_role: oneOf(...workspaceRoles) });

const notInWorkspace = "The specified user is not in the Workspace";
const roleInherited =
  "The user's role in every workspace follows from the organization role and cannot be changed";

function addMember(call: Call): WorkspaceMemberJson {
  const { state, assumptions } = call;
  const wanted = call.body(newMember);
  const workspace = workspaceOf(call);
  checkId("user_id", wanted.user_id, assumptions);
  const user = state.users.get(wanted.user_id);
  if (user === undefined) reject(assumptions.addUnknownUser, `User '${wanted.user_id}' not found`);
  if (isFixed(user, wanted.workspace_role)) {
    return unchanged(call, workspace, user);
  }
  const exists = state.members.of(workspace.id).has(user.id);
  if (exists && assumptions.addExistingMember !== "upsert") {
    reject(assumptions.addExistingMember, "The specified user is already a member of the Workspace");
  }
  checkLimit(call, workspace.id, exists);
  return state.members.set(workspace.id, user.id, wanted.workspace_role);
}

function listMembers(call: Call): object {
  const workspace = found(
    call.state.workspaces.get(call.id("workspace_id")),
    "Workspace",
    call.id("workspace_id"),
  );
  checkUnarchived(call, workspace);
  return page(
    call.state.members.of(workspace.id).newestFirstAgo(call.assumptions.staleLists),
    (member) => member.user_id,
    call.query,
  );
}

function getMember(call: Call): WorkspaceMemberJson {
  const { state, assumptions } = call;
  const workspace = workspaceOf(call);
  const userId = call.id("user_id");
  const member = state.members.of(workspace.id).getAgo(userId, assumptions.staleMemberReads);
  if (member !== undefined) return member;
  const user = state.users.get(userId);
  const inherited = user === undefined ? undefined : inheritedRole(user.role);
  if (inherited !== undefined && assumptions.implicitMemberGet === "inherited") {
    return memberJson(workspace.id, userId, inherited);
  }
  throw notFound(`Workspace member '${userId}' not found`);
}

function updateMember(call: Call): WorkspaceMemberJson {
  const { state, assumptions } = call;
  const { workspace_role: role } = call.body(changedMember);
  const workspace = workspaceOf(call);
  const user = state.users.get(call.id("user_id"));
  const members = state.members.of(workspace.id);
  if (user === undefined) reject(assumptions.nonMember, notInWorkspace);
  if (user.role === "billing" && role === "workspace_billing") {
    members.delete(user.id);
    return memberJson(workspace.id, user.id, role);
  }
  if (role === "workspace_billing") {
    throw invalid(
      "workspace_role: 'workspace_billing' follows from the organization role billing and cannot be assigned",
    );
  }
  if (isFixed(user, role)) return unchanged(call, workspace, user);
  const exists = members.has(user.id);
  if (!exists && inheritedRole(user.role) === undefined) reject(assumptions.nonMember, notInWorkspace);
  checkSettled(call, workspace.id, user.id);
  checkLimit(call, workspace.id, exists);
  return state.members.set(workspace.id, user.id, role);
}

function removeMember(call: Call): object {
  const { state, assumptions } = call;
  const workspace = workspaceOf(call);
  const userId = call.id("user_id");
  const response = { type: "workspace_member_deleted", user_id: userId, workspace_id: workspace.id };
  const user = state.users.get(userId);
  if (user !== undefined && inheritedRole(user.role) !== undefined) {
    if (assumptions.inheritedMember === "ignore") return response;
    reject(assumptions.inheritedMember, roleInherited);
  }
  const members = state.members.of(workspace.id);
  if (!members.has(userId)) reject(assumptions.nonMember, notInWorkspace);
  checkSettled(call, workspace.id, userId);
  members.delete(userId);
  return response;
}

/** The unarchived workspace of a call. Rejects the default one. */
function workspaceOf(call: Call): WorkspaceJson {
  const workspace = found(
    call.state.workspaces.get(call.id("workspace_id")),
    "Workspace",
    call.id("workspace_id"),
  );
  if (workspace.id === call.state.defaultWorkspaceId) {
    throw invalid("The default workspace has no explicit members; access follows from the organization role");
  }
  checkUnarchived(call, workspace);
  return workspace;
}

function checkUnarchived({ assumptions }: Call, workspace: WorkspaceJson): void {
  if (workspace.archived_at === null || assumptions.archivedWorkspaceMembers === "allow") return;
  throw new ErrorResponse(assumptions.archivedWorkspaceMembers, "The Workspace is archived");
}

/** Whether an inherited role prevents this role. Only billing members can get a higher role than the inherited one. */
function isFixed(user: UserJson, role: WorkspaceRole): boolean {
  const inherited = inheritedRole(user.role);
  return inherited !== undefined && !(inherited === "workspace_billing" && role === "workspace_admin");
}

function unchanged(
  { state, assumptions }: Call,
  workspace: WorkspaceJson,
  user: UserJson,
): WorkspaceMemberJson {
  if (assumptions.inheritedMember !== "ignore") reject(assumptions.inheritedMember, roleInherited);
  const role = inheritedRole(user.role) ?? "workspace_user";
  return state.members.of(workspace.id).get(user.id) ?? memberJson(workspace.id, user.id, role);
}

function checkSettled({ state, assumptions }: Call, workspaceId: string, userId: string): void {
  const settledAt = state.members.of(workspaceId).writtenAt(userId) + assumptions.unsettledMembers * 1_000;
  if (assumptions.unsettledMembers > 0 && state.clock.milliseconds() < settledAt)
    throw invalid(notInWorkspace);
}

function checkLimit({ state }: Call, workspaceId: string, exists: boolean): void {
  const limit = state.settings.workspace_member_limit ?? Number.POSITIVE_INFINITY;
  const { size } = state.members.of(workspaceId);
  if (exists ? size > limit : size >= limit) throw coded("workspace_member_limit_exceeded");
}
