import { Collection } from "../collection.ts";
import type { WorkspaceRole } from "../json.ts";
import type { ServiceAccountMemberJson } from "../serviceAccountsJson.ts";

/** The explicit memberships of service accounts in workspaces. Those of archived accounts and workspaces stay stored. */
export class ServiceAccountMembers extends Collection<ServiceAccountMemberJson> {
  put(workspaceId: string, serviceAccountId: string, role: WorkspaceRole): ServiceAccountMemberJson {
    const key = memberKey(workspaceId, serviceAccountId);
    const member = {
      ...serviceAccountMember(workspaceId, serviceAccountId, role),
      created_by_actor_id: this.get(key)?.created_by_actor_id ?? null,
    };
    this.set(key, member);
    return member;
  }
}

export function memberKey(workspaceId: string, serviceAccountId: string): string {
  return `${workspaceId}/${serviceAccountId}`;
}

/** An explicit membership. */
export function serviceAccountMember(
  workspaceId: string,
  serviceAccountId: string,
  role: WorkspaceRole,
): ServiceAccountMemberJson {
  return {
    type: "service_account_workspace_member",
    service_account_id: serviceAccountId,
    workspace_id: workspaceId,
    workspace_role: role,
    implicit: false,
    created_by_actor_id: null,
  };
}

/** The membership in the default workspace that every service account has. */
export function implicitMember(
  defaultWorkspaceId: string,
  serviceAccountId: string,
): ServiceAccountMemberJson {
  return { ...serviceAccountMember(defaultWorkspaceId, serviceAccountId, "workspace_user"), implicit: true };
}
