import { implausible, isNotFound, isUncodedRejection } from "./apiError.ts";
import type { Client } from "./client.ts";
import { clean } from "./foreignText.ts";
import { ApiKeyWire, InviteWire, UserWire, WorkspaceMemberWire, WorkspaceWire } from "./objects.ts";
import { path } from "./path.ts";
import { requestById } from "./requestById.ts";

// Requests for one object. Undefined if the API does not return it, which does not prove that it is absent.

export function requestUser(client: Client, id: string): Promise<UserWire | undefined> {
  return requestById(client, {
    path: path`/v1/organizations/users/${id}`,
    id,
    schema: UserWire,
    doing: `look up the user ${id}`,
  });
}

/** The status of the invitation may be `deleted`. */
export function requestInvite(client: Client, id: string): Promise<InviteWire | undefined> {
  return requestById(client, {
    path: path`/v1/organizations/invites/${id}`,
    id,
    schema: InviteWire,
    doing: `look up the invitation ${id}`,
  });
}

export function requestWorkspace(client: Client, id: string): Promise<WorkspaceWire | undefined> {
  return requestById(client, {
    path: path`/v1/organizations/workspaces/${id}`,
    id,
    schema: WorkspaceWire,
    doing: `look up the workspace ${id}`,
  });
}

export function requestApiKey(client: Client, id: string): Promise<ApiKeyWire | undefined> {
  return requestById(client, {
    path: path`/v1/organizations/api_keys/${id}`,
    id,
    schema: ApiKeyWire,
    doing: `look up the API key ${id}`,
  });
}

export async function requestMember(
  client: Client,
  workspaceId: string,
  userId: string,
): Promise<WorkspaceMemberWire | undefined> {
  const doing = `look up the membership of ${userId} in workspace ${workspaceId}`;
  try {
    const { requestId, value } = await client.request({
      method: "GET",
      path: path`/v1/organizations/workspaces/${workspaceId}/members/${userId}`,
      schema: WorkspaceMemberWire,
      doing,
    });
    if (value.user_id === userId && value.workspace_id === workspaceId) return value;
    throw implausible(doing, `the response is about ${clean(value.user_id)}`, requestId);
  } catch (error) {
    if (isNotFound(error) || isUncodedRejection(error)) return undefined;
    throw error;
  }
}
