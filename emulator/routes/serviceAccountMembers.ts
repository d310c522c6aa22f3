import { invalid, notFound } from "../errors.ts";
import { prefixes } from "../ids.ts";
import type { CursorPageJson } from "../json.ts";
import { type Call, found, type Route, reject } from "../routing.ts";
import { serviceAccountMemberRole } from "../schemas/serviceAccounts.ts";
import type { ServiceAccountMemberJson } from "../serviceAccountsJson.ts";
import { implicitMember, memberKey } from "../state/serviceAccountMembers.ts";
import { fields, id } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";
import { knownServiceAccount } from "./serviceAccounts.ts";

const ofWorkspace = "/v1/organizations/workspaces/{workspace_id}/service_accounts";
const ofAccount = "/v1/organizations/service_accounts/{service_account_id}/workspaces";

export const serviceAccountMemberRoutes: readonly Route[] = [
  { method: "GET", path: ofWorkspace, query: ["limit", "page"], handle: listOfWorkspace },
  {
    method: "POST",
    path: ofWorkspace,
    takes: "json",
    handle: (call) => {
      const { service_account_id, workspace_role } = call.body(newInWorkspace);
      return put(call, call.id("workspace_id"), service_account_id, workspace_role);
    },
  },
  { method: "GET", path: `${ofWorkspace}/{service_account_id}`, handle: readMember },
  { method: "POST", path: `${ofWorkspace}/{service_account_id}`, takes: "json", handle: updateMember },
  { method: "DELETE", path: `${ofWorkspace}/{service_account_id}`, handle: removeMember },
  { method: "GET", path: ofAccount, query: ["limit", "page"], handle: listOfAccount },
  {
    method: "POST",
    path: ofAccount,
    takes: "json",
    handle: (call) => {
      const { workspace_id, workspace_role } = call.body(newOfAccount);
      return put(call, workspace_id, call.id("service_account_id"), workspace_role);
    },
  },
  { method: "DELETE", path: `${ofAccount}/{workspace_id}`, handle: removeMember },
];

const newInWorkspace = fields({
  service_account_id: id(prefixes.serviceAccount),
  workspace_role: serviceAccountMemberRole,
});
const newOfAccount = fields({
  workspace_id: id(prefixes.workspace),
  workspace_role: serviceAccountMemberRole,
});
const changedMember = fields({ workspace_role: serviceAccountMemberRole });

function put(
  call: Call,
  workspaceId: string,
  accountId: string,
  role: ServiceAccountMemberJson["workspace_role"],
): ServiceAccountMemberJson {
  checkWorkspace(call, workspaceId);
  checkUnarchived(call, accountId);
  return call.state.serviceAccountMembers.put(workspaceId, accountId, role);
}

function listOfWorkspace(call: Call): CursorPageJson<ServiceAccountMemberJson> {
  const { state } = call;
  const workspaceId = call.id("workspace_id");
  checkWorkspace(call, workspaceId);
  const members = membersNow(call).filter(
    ({ workspace_id, service_account_id }) =>
      workspace_id === workspaceId && state.serviceAccounts.get(service_account_id)?.archived_at === null,
  );
  return cursorPage(call, members, { filters: [workspaceId], max: 100 });
}

/** The list begins with the implicit membership, which the first page has in addition to `limit` others. */
function listOfAccount(call: Call): CursorPageJson<ServiceAccountMemberJson> {
  const { state, query } = call;
  const { id: accountId, archived_at } = knownServiceAccount(call, call.id("service_account_id"));
  const members = membersNow(call).filter(({ service_account_id }) => service_account_id === accountId);
  const page = cursorPage(call, archived_at === null ? members : [], { filters: [accountId], max: 100 });
  const hasImplicit =
    archived_at === null &&
    query.text("page") === undefined &&
    !members.some(({ workspace_id }) => workspace_id === state.defaultWorkspaceId);
  return hasImplicit
    ? { ...page, data: [implicitMember(state.defaultWorkspaceId, accountId), ...page.data] }
    : page;
}

function readMember(call: Call): ServiceAccountMemberJson {
  const { state, assumptions } = call;
  const workspaceId = call.id("workspace_id");
  checkWorkspace(call, workspaceId);
  const account = knownServiceAccount(call, call.id("service_account_id"));
  const key = memberKey(workspaceId, account.id);
  const member = state.serviceAccountMembers.getAgo(key, assumptions.staleServiceAccounts);
  if (account.archived_at === null) {
    if (member !== undefined) return member;
    if (workspaceId === state.defaultWorkspaceId) return implicitMember(workspaceId, account.id);
  }
  throw notFound(`Service account '${account.id}' is not in the Workspace`);
}

function updateMember(call: Call): ServiceAccountMemberJson {
  const { state, assumptions } = call;
  const { workspace_role } = call.body(changedMember);
  const workspaceId = call.id("workspace_id");
  checkWorkspace(call, workspaceId);
  const account = checkUnarchived(call, call.id("service_account_id"));
  const key = memberKey(workspaceId, account);
  if (state.serviceAccountMembers.getAgo(key, assumptions.staleServiceAccounts) === undefined) {
    throw notFound(`Service account '${account}' is not in the Workspace`);
  }
  return state.serviceAccountMembers.put(workspaceId, account, workspace_role);
}

function removeMember(call: Call): object {
  const workspaceId = call.id("workspace_id");
  const accountId = call.id("service_account_id");
  checkWorkspace(call, workspaceId);
  call.state.serviceAccountMembers.delete(memberKey(workspaceId, accountId));
  return {
    type: "service_account_workspace_member_deleted",
    service_account_id: accountId,
    workspace_id: workspaceId,
  };
}

function membersNow({ state, assumptions }: Call): readonly ServiceAccountMemberJson[] {
  return state.serviceAccountMembers.newestFirstAgo(
    Math.max(assumptions.staleLists, assumptions.staleServiceAccounts),
  );
}

/** The ID of the account. Rejects an archived one. */
function checkUnarchived(call: Call, accountId: string): string {
  const { id: known, archived_at } = knownServiceAccount(call, accountId);
  if (archived_at === null) return known;
  return reject(call.assumptions.archivedServiceAccountMember, "The service account is archived");
}

function checkWorkspace({ state }: Call, workspaceId: string): void {
  const workspace = found(state.workspaces.get(workspaceId), "Workspace", workspaceId);
  if (workspace.archived_at !== null) throw invalid("The Workspace is archived");
}
