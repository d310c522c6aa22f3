import { ApiError, isNotFound, isUncodedRejection, otherObject, withAdvice } from "../api/apiError.ts";
import { createAfterLook } from "../api/createOnce.ts";
import { path } from "../api/path.ts";
import { RbacGroupMemberDeletedWire, RbacGroupMemberWire } from "../api/rbac/objects.ts";
import { writeThenVerify } from "../api/writeThenVerify.ts";
import type { Operation } from "../kernel/definition.ts";
import { provisionedAdvice } from "./provisioned.ts";

async function listedMember(
  { cache }: Operation,
  group: string,
  userId: string,
  minFreshness: number,
): Promise<RbacGroupMemberWire | undefined> {
  const members = await cache.rbac.members(group, minFreshness);
  return members.find((member) => member.user_id === userId);
}

/**
 * Adds a user to a group. A user who is already a member is a success. Returns undefined if no organization of the enterprise has the
 * user. For some seconds, the API may not find a group that this process has just created, or a user of this organization (`isKnown`) who
 * has just joined.
 */
export async function addGroupMember(
  operation: Operation,
  group: string,
  userId: string,
  { doing, isKnown }: { readonly doing: string; readonly isKnown: boolean },
): Promise<RbacGroupMemberWire | undefined> {
  const { client, cache } = operation;
  const mayWait = isKnown || cache.rbac.isNew(group);
  const send = () =>
    createAfterLook({
      client,
      send: async () => {
        const { value, requestId } = await client.request({
          method: "POST",
          path: path`/v1/organizations/rbac_groups/${group}/members`,
          body: { user_id: userId },
          schema: RbacGroupMemberWire,
          doing,
        });
        // The state would have the other membership, which delete would remove.
        if (value.rbac_group_id === group && value.user_id === userId) return value;
        throw otherObject(doing, "the response is about another group or user", requestId);
      },
      look: () => listedMember(operation, group, userId, performance.now()),
      asDeclared: () => true,
    });
  for (const seconds of [1, 2, 4, 8, 0]) {
    try {
      const member = await send();
      cache.rbac.storeMember(member);
      return member;
    } catch (error) {
      if (!(error instanceof ApiError) || error.outcomeUnknown) throw error;
      if (isUncodedRejection(error)) {
        // The list may have been stale, and the user be a member already.
        const present = await listedMember(operation, group, userId, performance.now()).catch(() => {
          throw error;
        });
        if (present !== undefined) return present;
        throw await explained(operation, group, error);
      }
      if (!isNotFound(error)) throw error;
      if (seconds === 0 || !mayWait) {
        if (await exists(operation, group, error)) return undefined;
        throw withAdvice(error, "The group was deleted outside of Pulumi. Run `pulumi up --refresh`.");
      }
      await client.pause(seconds * 1000 * client.pace);
    }
  }
  return undefined;
}

/** Removes a user from a group, and succeeds if the user is not a member, or the group does not exist. */
export async function removeGroupMember(
  operation: Operation,
  group: string,
  userId: string,
  doing: string,
): Promise<"removed" | "absent"> {
  const { client, cache } = operation;
  const send = async (): Promise<"removed"> => {
    const { value, requestId } = await client.request({
      method: "DELETE",
      path: path`/v1/organizations/rbac_groups/${group}/members/${userId}`,
      schema: RbacGroupMemberDeletedWire,
      doing,
      repeatable: true,
    });
    if (value.rbac_group_id === group && value.user_id === userId) return "removed";
    throw otherObject(doing, "the response is about another group or user", requestId);
  };
  let outcome: "removed" | "absent" = "absent";
  for (const seconds of [1, 2, 4, 8, 0]) {
    try {
      outcome = await writeThenVerify(send, async (failure) => {
        if (!failure.outcomeUnknown) return undefined;
        // Otherwise the cache would wait for the list to show a membership that this process has just added.
        cache.rbac.dropMember(group, userId);
        const present = await listedMember(operation, group, userId, performance.now());
        return present === undefined ? "removed" : undefined;
      });
      break;
    } catch (error) {
      if (isUncodedRejection(error)) throw await explained(operation, group, error);
      if (!isNotFound(error)) throw error;
      // For some seconds after a user was added, a request may not find the membership.
      if (!(await isListed(operation, group, userId, error))) break;
      if (seconds === 0) throw error;
      await client.pause(seconds * 1000 * client.pace);
    }
  }
  cache.rbac.dropMember(group, userId);
  return outcome;
}

/**
 * Whether a list shows a membership that a request did not find (`error`). One list proves nothing, since the user would keep access, and
 * a list that cannot be requested only if the group does not exist.
 */
async function isListed(
  operation: Operation,
  group: string,
  userId: string,
  error: ApiError,
): Promise<boolean> {
  const { client } = operation;
  for (const seconds of [0, 1]) {
    await client.pause(seconds * 1000 * client.pace);
    try {
      if ((await listedMember(operation, group, userId, client.now())) !== undefined) return true;
    } catch (failure) {
      if (!isNotFound(failure) || (await exists(operation, group, error))) throw error;
      return false;
    }
  }
  return false;
}

/** The error of a rejected request, with what to do if the identity provider provisions the group. */
async function explained({ cache }: Operation, group: string, error: ApiError): Promise<ApiError> {
  const found = await cache.rbac.group(group, cache.now()).catch(() => undefined);
  const advice = provisionedAdvice(found?.source_type);
  return advice === undefined ? error : withAdvice(error, advice);
}

async function exists({ cache }: Operation, group: string, error: ApiError): Promise<boolean> {
  const found = await cache.rbac.group(group, cache.now()).catch(() => {
    throw error;
  });
  return found !== undefined;
}
