import { type Attempts, byId } from "../../api/absence.ts";
import { ApiError, isNotFound, otherObject } from "../../api/apiError.ts";
import { createOnce } from "../../api/createOnce.ts";
import { ExternalKeyDeletedWire, ExternalKeyWire } from "../../api/externalKeys/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { path } from "../../api/path.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { isRetained, whyRetained } from "../../kernel/retention.ts";
import { same } from "../../kernel/values.ts";
import { unseenWarnings } from "../../text/names.ts";
import { capitalized } from "../../text/phrases.ts";
import { declaredName, kind, shown, shownNew, shownWire } from "./identity.ts";
import { referenceClause, referringWorkspaces } from "./references.ts";
import { Inputs, isAlias, State } from "./schema.ts";
import { validated } from "./validate.ts";
import { fromWire, hasConfig, isUpdated, matches, toWire, updateBody } from "./wire.ts";

// No change replaces a key, since a key that a workspace uses cannot be deleted. A change that the API cannot make is rejected.

export const externalKey = defineResource<typeof Inputs, typeof State>({
  kind,
  organization: "console",
  inputs: Inputs,
  state: State,
  managed: ["providerConfig", "displayName", "geo", "userProfileId"],

  parseId: (id) => parsedId("an ExternalKey", "ekey_", id, "arn:"),
  names: (_, id) => (id === undefined ? [] : [objectName(kind, id)]),
  exclusiveNames: (inputs, id) => [
    ...(id === undefined ? [] : [objectName(kind, id)]),
    ...declaredName(inputs),
  ],
  exclusiveNamesInState: (id) => [objectName(kind, id)],

  reject({ providerConfig, userProfileId }, { olds, adopting }) {
    const failures = [];
    const before = olds?.providerConfig;
    if (before?.type === "gcp" && providerConfig !== undefined && !same(before, providerConfig)) {
      failures.push({
        property: "providerConfig",
        reason: `\`providerConfig\` cannot change: ${apiLimitation("changeGcpKey")}`,
      });
    }
    // A key that was created with the ARN of an alias can be adopted.
    if (providerConfig?.type === "aws" && isAlias(providerConfig.kmsArn) && !adopting) {
      failures.push({
        property: "providerConfig",
        reason:
          "`providerConfig.kmsArn`: must be the ARN of a key, not of an alias, which can change its key. `aws kms describe-key --key-id ALIAS` prints it as `Arn`.",
      });
    }
    const oldProfile = olds?.userProfileId;
    if (oldProfile !== undefined && userProfileId !== undefined && oldProfile !== userProfileId) {
      failures.push({
        property: "userProfileId",
        reason: `\`userProfileId\` cannot change: ${apiLimitation("changeKeyProfile")}`,
      });
    }
    return failures;
  },

  warn: ({ displayName }) => unseenWarnings("displayName", [displayName]),

  async attention(operation, old, inputs, id) {
    const { providerConfig, onInvalid } = inputs;
    if (providerConfig !== undefined && !same(providerConfig, old.providerConfig)) {
      const rejects = await whyFrozen(operation, old, id);
      if (rejects !== undefined) return { rejects };
    }
    return isInvalid(old) && onInvalid !== "warn" ? "complete" : undefined;
  },

  refused(old, { userProfileId }) {
    if (userProfileId === undefined || userProfileId === old.userProfileId) return undefined;
    return `update ${old.displayName === undefined ? "the external key" : `external key ${JSON.stringify(old.displayName)}`}: ${apiLimitation("changeKeyProfile")}`;
  },

  async create(operation, inputs) {
    const { client, cache } = operation;
    const doing = `create ${shownNew(inputs)}`;
    const existing = await existingKey(operation, inputs);
    if (existing !== undefined) {
      operation.notify(
        "adopted",
        `${capitalized(shownWire(existing))} has the declared values and is adopted.`,
      );
      const observed = { ...fromWire(existing), adopted: true };
      return {
        id: existing.id,
        observed: await validated(
          operation,
          { id: existing.id, observed, shown: shownWire(existing) },
          inputs,
        ),
      };
    }
    const { object, found } = await createOnce({
      client,
      doing,
      send: async () => {
        const { value, requestId } = await client.request({
          method: "POST",
          path: "/v1/organizations/external_keys",
          body: toWire(inputs),
          schema: ExternalKeyWire,
          doing,
        });
        if (hasConfig(value, inputs.providerConfig)) return value;
        throw otherObject(doing, `the response is ${shownWire(value)} with another configuration`, requestId);
      },
      look: () => cache.externalKeys.all(cache.now()),
      alike: (candidate) => hasConfig(candidate, inputs.providerConfig),
      matches: (candidate) => matches(candidate, inputs),
      id: (candidate) => candidate.id,
      createdAt: (candidate) => new Date(candidate.created_at),
      adoptLine: (id) => `import: "${id}"`,
      placeholderId: "ekey_...",
    }).catch(async (error: unknown) => {
      throw await conflictError(operation, inputs, doing, error);
    });
    cache.externalKeys.store(object);
    if (found) {
      operation.notify(
        "createUncertain",
        `${capitalized(shownWire(object))} was found after the response to its create was lost. Another client may have created it at the same time, so delete leaves it unchanged unless the program sets \`onDelete: "delete"\`.`,
      );
    }
    const observed = { ...fromWire(object), adopted: found };
    return {
      id: object.id,
      observed: await validated(operation, { id: object.id, observed, shown: shownWire(object) }, inputs),
    };
  },

  async read(operation, id, old) {
    const wire = await lookUp(
      operation,
      id,
      operation.cache.lastMinute(),
      old === undefined ? "once" : "repeated",
    );
    return wire === undefined ? undefined : fromWire(wire);
  },

  async update(operation, id, old, inputs) {
    const { client, cache } = operation;
    const doing = `update ${shown(old.displayName, id)}`;
    if (inputs.userProfileId !== undefined && inputs.userProfileId !== old.userProfileId) {
      throw new UserError(`cannot ${doing}: ${apiLimitation("changeKeyProfile")}`);
    }
    const body = updateBody(old, inputs);
    const reconfigures = "provider_config" in body;
    if (reconfigures) {
      const frozen = await whyFrozen(operation, old, id);
      if (frozen !== undefined) throw new UserError(`cannot ${frozen}`);
    }
    const isSame = Object.keys(body).length === 0;
    if (isSame && !isInvalid(old)) return {};
    let wire: ExternalKeyWire | undefined;
    if (!isSame) {
      wire = await writeThenVerify(
        async () => {
          const { value, requestId } = await client.request({
            method: "POST",
            path: path`/v1/organizations/external_keys/${id}`,
            body,
            schema: ExternalKeyWire,
            doing,
            // Sending the same values again changes nothing.
            repeatable: true,
          });
          if (value.id === id) return value;
          throw otherObject(doing, `the response is ${shownWire(value)}`, requestId);
        },
        async () => {
          const after = await cache.externalKeys.confirm(id);
          return after !== undefined && isUpdated(after, inputs, body) ? after : undefined;
        },
      );
      cache.externalKeys.store(wire);
    }
    const observed = wire === undefined ? {} : fromWire(wire);
    if (!reconfigures && !isInvalid(old)) return observed;
    return await validated(operation, { id, observed, shown: shown(old.displayName, id) }, inputs);
  },

  retained(old, id) {
    if (!isRetained(old)) return undefined;
    return `${capitalized(shown(old.displayName, id))} is left unchanged, since ${whyRetained(old)}.`;
  },

  async delete(operation, id) {
    const { client, cache, limits, began } = operation;
    const wire = await lookUp(operation, id, began, "repeated");
    if (wire === undefined) return;
    const doing = `delete ${shownWire(wire)}`;
    const references = referenceClause(await referringWorkspaces(operation, id, began), wire);
    if (references !== undefined) {
      throw new UserError(`cannot ${doing}: ${references}, and ${apiLimitation("deleteUsedKey")}`);
    }
    limits.spend("removals", doing);
    await writeThenVerify<unknown>(
      () =>
        client.request({
          method: "DELETE",
          path: path`/v1/organizations/external_keys/${id}`,
          schema: ExternalKeyDeletedWire,
          doing,
          repeatable: true,
        }),
      async (failure) => {
        if (!failure.outcomeUnknown && !isNotFound(failure)) return undefined;
        return (await lookUp(operation, id, cache.now(), "repeated")) === undefined ? true : undefined;
      },
    );
    cache.externalKeys.drop(id);
  },
});

function isInvalid({ validation }: State): boolean {
  return validation === "failure" || validation === "pending";
}

/** Finds a key in the list, or else reads it by its ID. */
async function lookUp(
  { cache }: Operation,
  id: string,
  minFreshness: number,
  attempts: Attempts,
): Promise<ExternalKeyWire | undefined> {
  const { externalKeys } = cache;
  const lookup = byId(
    id,
    (freshness) => externalKeys.all(freshness),
    () => externalKeys.confirm(id),
  );
  const listed = await lookup.list(minFreshness);
  // A stale list still has a key that was deleted, and delete needs the current attachment.
  if (listed !== undefined && minFreshness <= cache.lastMinute()) return listed;
  const wire = await cache.find(lookup, undefined, attempts);
  // A list without keys is plausible, but a list without workspaces is not, so it reveals a broken response.
  if (wire === undefined) await cache.workspaces(minFreshness);
  return wire;
}

/**
 * A key that has exactly the declared values, and that no other resource of the program declares: an interrupted run created it, the
 * resource was renamed, or somebody else created it. A second one would encrypt with the same key.
 */
async function existingKey(operation: Operation, inputs: Inputs): Promise<ExternalKeyWire | undefined> {
  const { cache, ownership, name } = operation;
  const isFree = ({ id }: ExternalKeyWire) => {
    const key = objectName(kind, id);
    return !ownership.isDeclared(key) && !ownership.isOwnedByAnother(key, kind, name);
  };
  const listed = (await cache.externalKeys.all(OrganizationCache.anyAge)).find(
    (key) => matches(key, inputs) && isFree(key),
  );
  if (listed === undefined) {
    // A list without keys is plausible, but a list without workspaces is not, so it reveals a broken response.
    await cache.workspaces(OrganizationCache.anyAge);
    return undefined;
  }
  const present = await cache.externalKeys.confirm(listed.id);
  return present !== undefined && matches(present, inputs) ? present : undefined;
}

/** On Claude Platform on AWS, a key can be registered once. Names the key that exists. */
async function conflictError(
  { cache }: Operation,
  { providerConfig }: Inputs,
  doing: string,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ApiError) || error.reason !== "conflict") return error;
  const keys = await cache.externalKeys.all(cache.now()).catch(() => []);
  const existing = keys.find((key) => hasConfig(key, providerConfig));
  if (existing === undefined) return error;
  return new UserError(
    `cannot ${doing}: ${shownWire(existing)} has this configuration already.`,
    `If you renamed or moved this resource, add the resource option \`aliases\`. To adopt the key, declare its name and user profile, and add the resource option \`import: "${existing.id}"\`.`,
  );
}

/** Why the API cannot change the configuration of a key: the text that follows "cannot". Undefined if it can, or if that is not known. */
async function whyFrozen(operation: Operation, old: State, id: string): Promise<string | undefined> {
  const doing = `update ${shown(old.displayName, id)}`;
  if (old.providerConfig?.type === "gcp") return `${doing}: ${apiLimitation("changeGcpKey")}`;
  try {
    const workspaces = await referringWorkspaces(operation, id, operation.began);
    const wire = workspaces.length === 0 ? await operation.cache.externalKeys.confirm(id) : undefined;
    const references = referenceClause(workspaces, wire);
    return references === undefined
      ? undefined
      : `${doing}: ${references}, and ${apiLimitation("changeUsedKey")}`;
  } catch (error) {
    // Without a lookup, the API rejects the change.
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
