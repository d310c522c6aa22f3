import { isNotFound, otherObject } from "../../api/apiError.ts";
import { path } from "../../api/path.ts";
import { WorkspaceServiceAccountDeletedWire } from "../../api/serviceAccounts/objects.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import type { Operation } from "../../kernel/definition.ts";
import { explained, memberOf } from "./declare.ts";
import { type Identity, isAbout } from "./identity.ts";

/**
 * Removes the explicit membership, and succeeds if there is none. A list can be stale, and an account that is skipped because of it would
 * keep access, so the request is sent anyway.
 */
export async function removeMembership(
  operation: Operation,
  identity: Identity,
  doing: string,
): Promise<void> {
  const { limits, client, cache, began } = operation;
  const { workspace, serviceAccount } = identity;
  const isListed = (await memberOf(operation, identity, began)) !== undefined;
  if (isListed) limits.spend("removals", doing);
  const found = isListed ? undefined : limits.spendUnlisted(doing);
  const send = async (): Promise<"removed"> => {
    const { value, requestId } = await client.request({
      method: "DELETE",
      path: path`/v1/organizations/workspaces/${workspace}/service_accounts/${serviceAccount}`,
      schema: WorkspaceServiceAccountDeletedWire,
      doing,
      repeatable: true,
    });
    if (isAbout(value, identity)) return "removed";
    throw otherObject(doing, "the response is about another workspace or service account", requestId);
  };
  for (const seconds of [1, 2, 4, 8, 0]) {
    try {
      const outcome = await writeThenVerify<"removed" | "absent">(send, async (failure) => {
        if (await hasMembership(operation, identity)) return undefined;
        return failure.outcomeUnknown ? "removed" : "absent";
      });
      if (outcome === "removed") found?.();
      break;
    } catch (error) {
      // For some seconds after an account was added, a request may not find the membership.
      if (!isNotFound(error) || seconds === 0) throw await explained(operation, error, identity);
      await client.pause(seconds * 1000 * client.pace);
    }
  }
  cache.serviceAccounts.dropMember(workspace, serviceAccount);
}

/** Whether the list or a request for the membership shows it. A list alone can be stale. */
async function hasMembership(operation: Operation, identity: Identity): Promise<boolean> {
  if ((await memberOf(operation, identity, performance.now())) !== undefined) return true;
  const { workspace, serviceAccount } = identity;
  const alone = await operation.cache.serviceAccounts.confirmMember(workspace, serviceAccount);
  return alone !== undefined && !alone.implicit;
}
