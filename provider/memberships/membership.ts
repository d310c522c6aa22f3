import type { Attempts } from "../api/absence.ts";
import { ApiError, isNotFound, isUncodedRejection } from "../api/apiError.ts";
import { createAfterLook } from "../api/createOnce.ts";
import { WorkspaceMemberDeletedWire, WorkspaceMemberWire } from "../api/objects.ts";
import { path } from "../api/path.ts";
import { administratorRoles } from "../api/plausible.ts";
import { writeThenVerify } from "../api/writeThenVerify.ts";
import type { Operation } from "../kernel/definition.ts";
import { findWorkspace } from "../workspaces/findWorkspace.ts";
import { explainRejection } from "./advice.ts";

/** The user of a membership. */
export interface OrganizationUser {
  readonly id: string;
  /** The role in the organization. */
  readonly role: string;
}

/** A user's explicit membership, from the workspace's list of members. A request for one membership can be stale for some seconds. */
export async function memberOf(
  { cache }: Operation,
  workspace: string,
  userId: string,
  minFreshness: number,
): Promise<WorkspaceMemberWire | undefined> {
  const members = await cache.members(workspace, minFreshness);
  return members.find((member) => member.user_id === userId);
}

/**
 * A user's explicit membership of a workspace, for reads. Requests the membership itself if the list does not contain it. Otherwise,
 * a refresh with a stale list would drop an existing membership from the state.
 */
export async function seenMember(
  operation: Operation,
  workspace: string,
  user: OrganizationUser,
  minFreshness: number,
  attempts: Attempts,
): Promise<WorkspaceMemberWire | undefined> {
  const list = (freshness: number) => memberOf(operation, workspace, user.id, freshness);
  const listed = await list(minFreshness);
  if (listed !== undefined || administratorRoles.includes(user.role)) return listed;
  const request = () => operation.cache.confirmMember(workspace, user.id);
  const found = await operation.cache.find({ list, request }, undefined, attempts);
  return found?.workspace_role === inherited ? undefined : found;
}

/** Adds a workspace member. After a lost response, looks up the member before it sends the request again. */
export async function addMember(
  operation: Operation,
  workspace: string,
  user: OrganizationUser,
  role: string,
  doing: string,
): Promise<WorkspaceMemberWire> {
  const { client, cache } = operation;
  const member = await createAfterLook({
    client,
    send: async () => {
      const { value } = await client.request({
        method: "POST",
        path: path`/v1/organizations/workspaces/${workspace}/members`,
        body: { user_id: user.id, workspace_role: role },
        schema: WorkspaceMemberWire,
        doing,
      });
      return value;
    },
    look: () => memberOf(operation, workspace, user.id, performance.now()),
    asDeclared: (found) => found.workspace_role === role,
  });
  cache.storeMember(member);
  return member;
}

/** Changes the role of a workspace member. */
export async function changeRole(
  operation: Operation,
  workspace: string,
  user: OrganizationUser,
  role: string,
  doing: string,
): Promise<WorkspaceMemberWire> {
  try {
    const member = await writeThenVerify(
      () => sendRole(operation, workspace, user, role, doing),
      async (failure) => {
        const after = await memberAfterFailure(operation, workspace, user, failure);
        return after?.workspace_role === role ? after : undefined;
      },
    );
    operation.cache.storeMember(member);
    return member;
  } catch (error) {
    const failure = error instanceof Absent ? error.refusal : error;
    if (!(failure instanceof ApiError)) throw failure;
    throw await explainRejection(operation, failure, { workspace, userId: user.id, role });
  }
}

/**
 * Removes a membership that no list shows. A list can be stale, and a user who is skipped because of it would keep access, so the
 * request is sent anyway.
 */
export async function removeUnlistedMember(
  operation: Operation,
  workspace: string,
  user: OrganizationUser,
  doing: string,
): Promise<"removed" | "absent"> {
  const found = operation.limits.spendUnlisted(doing);
  const outcome = await removeMember(operation, workspace, user, doing);
  if (outcome === "removed") found();
  return outcome;
}

/**
 * Removes a membership, and succeeds if there is none. The API cannot remove billing members of the organization from a workspace.
 * A raised workspace role of a billing member is reset to the role that the organization role includes.
 */
export async function removeMember(
  operation: Operation,
  workspace: string,
  user: OrganizationUser,
  doing: string,
): Promise<"removed" | "absent"> {
  const { client, cache } = operation;
  const remove = () =>
    writeThenVerify<unknown>(
      () =>
        client.request({
          method: "DELETE",
          path: path`/v1/organizations/workspaces/${workspace}/members/${user.id}`,
          schema: WorkspaceMemberDeletedWire,
          doing,
          repeatable: true,
        }),
      // An attempt with a lost response may have removed the membership. `waitForMembership` must then not wait for it.
      async (failure) =>
        (failure.outcomeUnknown && (await isRemoved(operation, workspace, user, failure))) || undefined,
    );
  let outcome: "removed" | "absent";
  try {
    outcome = await writeThenVerify<"removed" | "absent">(
      async () => {
        if (user.role === "billing") await sendRole(operation, workspace, user, inherited, doing);
        else await waitForMembership(operation, workspace, user.id, remove);
        return "removed";
      },
      async (failure) => {
        const after = await memberAfterRemoval(operation, workspace, user, failure);
        return after === undefined || after.workspace_role === inherited ? "removed" : undefined;
      },
    );
  } catch (error) {
    if (!(error instanceof Absent)) {
      if (!(error instanceof ApiError)) throw error;
      throw await explainRejection(operation, error, { workspace, userId: user.id, role: "" });
    }
    outcome = "absent";
  }
  cache.dropMember(workspace, user.id);
  return outcome;
}

/** Whether neither the list nor a request for the membership shows it. */
async function isRemoved(
  operation: Operation,
  workspace: string,
  user: OrganizationUser,
  failure: ApiError,
): Promise<boolean> {
  const { cache } = operation;
  // Requested before the cache drops the membership, because the cache does not request memberships that this process removed.
  if ((await memberByRequest(operation, workspace, user, failure)) !== undefined) return false;
  // Otherwise the cache would wait for the list to show a membership that this process has just added.
  cache.dropMember(workspace, user.id);
  const present = await memberAfterFailure(operation, workspace, user, failure);
  if (present !== undefined) cache.storeMember(present);
  return present === undefined;
}

const inherited = "workspace_billing";

async function sendRole(
  operation: Operation,
  workspace: string,
  user: OrganizationUser,
  role: string,
  doing: string,
): Promise<WorkspaceMemberWire> {
  const { value } = await waitForMembership(operation, workspace, user.id, () =>
    operation.client.request({
      method: "POST",
      path: path`/v1/organizations/workspaces/${workspace}/members/${user.id}`,
      body: { workspace_role: role },
      schema: WorkspaceMemberWire,
      doing,
      repeatable: true,
    }),
  );
  return value;
}

/** The API rejected the request, and a list that was requested later shows that the user is not a member of the workspace. */
class Absent extends Error {
  readonly refusal: ApiError;

  constructor(refusal: ApiError) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/**
 * The membership after a failed write, from the list. An archived workspace has no memberships. If the list cannot be read, throws
 * the error of the write.
 */
export async function memberAfterFailure(
  operation: Operation,
  workspace: string,
  user: Pick<OrganizationUser, "id">,
  failure: ApiError,
): Promise<WorkspaceMemberWire | undefined> {
  const minFreshness = performance.now();
  try {
    return await memberOf(operation, workspace, user.id, minFreshness);
  } catch {
    const { open } = await findWorkspace(operation, workspace, minFreshness).catch(() => {
      throw failure;
    });
    if (open) throw failure;
    return undefined;
  }
}

/** The membership after a failed removal, from the list, or by a request for it if the list does not contain it. */
async function memberAfterRemoval(
  operation: Operation,
  workspace: string,
  user: Pick<OrganizationUser, "id">,
  failure: ApiError,
): Promise<WorkspaceMemberWire | undefined> {
  const listed = await memberAfterFailure(operation, workspace, user, failure);
  return listed ?? (await memberByRequest(operation, workspace, user, failure));
}

/**
 * Requests one membership. For some seconds after a write, the response can be stale, so the request is repeated several times.
 */
async function memberByRequest(
  { client, cache }: Operation,
  workspace: string,
  user: Pick<OrganizationUser, "id">,
  failure: ApiError,
): Promise<WorkspaceMemberWire | undefined> {
  let present: WorkspaceMemberWire | undefined;
  for (const seconds of [0, 1, 2, 4]) {
    await client.pause(seconds * 1000 * client.pace);
    present = await cache.confirmMember(workspace, user.id).catch(() => {
      throw failure;
    });
    if (present === undefined || present.workspace_role === inherited) return undefined;
  }
  return present;
}

/**
 * Repeats a request that does not find the membership while the list contains it. For some seconds after a membership was written,
 * requests may not find it. The wait is longer if this process wrote the membership.
 */
async function waitForMembership<T>(
  operation: Operation,
  workspace: string,
  userId: string,
  request: () => Promise<T>,
): Promise<T> {
  for (const [tries, seconds] of [1, 2, 4, 8, 8, 8].entries()) {
    try {
      return await request();
    } catch (error) {
      if (!isUncodedRejection(error) && !(isNotFound(error) && error.code === undefined)) throw error;
      if (!operation.cache.wroteMember(workspace, userId)) {
        // An earlier run may have just added it. The list can also be stale, so the wait is short.
        const present = await memberAfterRemoval(operation, workspace, { id: userId }, error);
        if (present === undefined) throw new Absent(error);
        if (tries > 2) throw error;
      }
      await operation.client.pause(seconds * 1000 * operation.client.pace);
    }
  }
  return await request();
}
