import { ApiError, otherObject } from "../../api/apiError.ts";
import { createAfterLook, isSince } from "../../api/createOnce.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { ServiceAccountWire } from "../../api/serviceAccounts/objects.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { nameTakenError } from "../../kernel/nameTaken.ts";
import { objectName } from "../../kernel/objectName.ts";
import { accountNamed, shownAccount } from "../../serviceAccounts/findAccount.ts";
import type { Inputs, State } from "./schema.ts";
import { explained } from "./shown.ts";
import { fromWire, matches, toWire } from "./wire.ts";

/**
 * Creates a service account. The API rejects a name that is in use, so that two creates never make two objects. After a lost response,
 * the account is found by its name.
 */
export async function createAccount(
  operation: Operation,
  inputs: Inputs,
): Promise<{ readonly id: string; readonly observed: Observed<State> }> {
  const { client, cache, ownership, began } = operation;
  const { name } = inputs;
  const doing = `create service account ${JSON.stringify(name)}`;
  const release = ownership.reserve(objectName("ServiceAccount", name, "name"));
  if (release === undefined) {
    throw new UserError(
      `cannot ${doing}: another resource of this program is creating a service account of that name. Give one of them another name.`,
    );
  }
  try {
    if (isActive(await accountNamed(operation, name, OrganizationCache.anyAge))) {
      // The list may be stale, and an error needs a fresh one.
      const present = await accountNamed(operation, name, began);
      if (present !== undefined && isActive(present)) throw await nameTaken(operation, doing, present);
    }
    const startedAt = client.now();
    let found = false;
    const account = await createAfterLook({
      client,
      send: async () => {
        const { value, requestId } = await client.request({
          method: "POST",
          path: "/v1/organizations/service_accounts",
          body: toWire(inputs),
          schema: ServiceAccountWire,
          doing,
        });
        // Delete would archive the other account.
        if (value.name === name) return value;
        throw otherObject(doing, `the response is service account ${value.id} of another name`, requestId);
      },
      look: async () => {
        const present = await accountNamed(operation, name, performance.now());
        // One that is older than the request is not the result of the request.
        const ours =
          present !== undefined && isActive(present) && isSince(client, present.created_at, startedAt);
        return ours ? present : undefined;
      },
      asDeclared: (present) => {
        found = true;
        return matches(present, inputs);
      },
    }).catch(async (error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      if (error.reason === "conflict" && error.code === undefined) {
        const present = await accountNamed(operation, name, performance.now()).catch(() => undefined);
        if (present !== undefined) throw await nameTaken(operation, doing, present);
      }
      throw explained(error, inputs.organizationRole);
    });
    cache.serviceAccounts.created(account);
    if (found) {
      operation.notify(
        "createUncertain",
        `The ${shownAccount(name, account.id)} was found after the response to its create was lost. Another client may have created it at the same time, so delete does not archive it unless the program sets \`onDelete: "archive"\`.`,
      );
    }
    return { id: account.id, observed: { ...fromWire(account), adopted: found } };
  } finally {
    release();
  }
}

function isActive(account: ServiceAccountWire | undefined): boolean {
  return account !== undefined && account.archived_at === null;
}

/** The error of a create whose name is in use. */
async function nameTaken(
  operation: Operation,
  doing: string,
  { id, archived_at: archivedAt }: ServiceAccountWire,
): Promise<UserError> {
  if (archivedAt !== null) {
    return new UserError(
      `cannot ${doing}: an archived service account has that name (${id}), and the API does not free it. Set another \`name\`.`,
    );
  }
  return await nameTakenError(operation, doing, { kind: "ServiceAccount", id, noun: "a service account" });
}
