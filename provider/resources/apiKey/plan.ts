import { attemptsFor } from "../../api/absence.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import { objectName } from "../../kernel/objectName.ts";
import { mustBeRemoved } from "../../kernel/undeletable.ts";
import { changeKey } from "../../keys.ts";
import { unseenWarnings } from "../../text/names.ts";
import {
  changesOf,
  existingKey,
  isEmpty,
  rejectImpossibleStatus,
  rejectOtherWorkspace,
  rejectUnadoptable,
  shown,
  whyNotUpdatable,
} from "./changes.ts";
import { Inputs, State } from "./schema.ts";
import { fromWire } from "./wire.ts";

// The API can neither create nor delete a key, so a key is created in the Console and adopted by its ID. Delete leaves it
// unchanged or deactivates it.

export const apiKey = defineResource<typeof Inputs, typeof State>({
  kind: "ApiKey",
  organization: "console",
  inputs: Inputs,
  state: State,
  managed: ["apiKeyId", "name", "status", "workspace"],
  impossible: {
    expiresAt: "rotateKey",
    expiresInDays: "rotateKey",
    rotate: "rotateKey",
    secret: "revealKey",
    value: "revealKey",
  },
  identifying: ["apiKeyId"],
  // Users of the key get the new one before the old one is deactivated.
  replaceInOrder: "createFirst",

  parseId: (id) => parsedId("an ApiKey", "apikey_", id),
  idOf: ({ apiKeyId }) => apiKeyId,
  names: (_, id) => (id === undefined ? [] : [objectName("ApiKey", id)]),

  reject(inputs, { olds }) {
    const failures = [];
    const { apiKeyId, status, workspace } = inputs;
    // The old inputs are of another key if `apiKeyId` changed.
    if (olds === undefined || apiKeyId === undefined || apiKeyId !== olds.apiKeyId) return [];
    if (olds.status === "archived" && status !== undefined && status !== "archived") {
      failures.push({
        property: "status",
        reason: `\`status\` cannot become \`${status}\`: the key is archived, and ${apiLimitation("restoreKey")}`,
      });
    }
    if (workspace !== undefined && olds.workspace !== undefined && workspace !== olds.workspace) {
      failures.push({
        property: "workspace",
        reason: `\`workspace\` cannot become ${workspace}: the key belongs to ${olds.workspace} and stays there. Create a key in the other workspace in the Console, and set \`apiKeyId\` to its ID.`,
      });
    }
    return failures;
  },

  warn: ({ name }) => unseenWarnings("name", [name]),

  async verify(operation, inputs, { olds, minFreshness }) {
    const { apiKeyId } = inputs;
    if (apiKeyId === undefined || apiKeyId === olds?.apiKeyId) return;
    rejectUnadoptable(await existingKey(operation, apiKeyId, minFreshness), { ...inputs, apiKeyId });
  },

  attention: (_, old, __, id) =>
    old.status === "removed" ? { refuses: whyNotUpdatable(`update ${shown(old.name, id)}`) } : undefined,

  async create(operation, inputs) {
    const { apiKeyId: id } = inputs;
    const listed = await existingKey(operation, id, OrganizationCache.anyAge);
    // The list may be stale, and a write needs a fresh one.
    const key = isEmpty(changesOf(listed, inputs))
      ? listed
      : ((await operation.cache.findApiKey(id, operation.began, "once")) ?? listed);
    const doing = `adopt ${shown(key.name, id)}`;
    rejectUnadoptable(key, inputs);
    const changes = changesOf(key, inputs);
    if (isEmpty(changes)) return { id, observed: { ...fromWire(key), adopted: true } };
    const changed = await changeKey(operation, id, changes, `${doing} as declared`);
    if (changes.status !== undefined)
      operation.notify(
        "keyStatusChanged",
        `${shown(changed.name, id)} was ${key.status} and is ${changed.status} now.`,
      );
    return { id, observed: { ...fromWire(changed), adopted: true } };
  },

  async read(operation, id, old) {
    const { cache } = operation;
    const wire = await cache.findApiKey(id, cache.lastMinute(), attemptsFor(old));
    if (wire !== undefined) return fromWire(wire);
    // The API can neither delete nor create a key, so this one is not recreated.
    return old === undefined ? undefined : { status: "removed" };
  },

  async update(operation, id, old, inputs) {
    const doing = `update ${shown(old.name, id)}`;
    if (old.status === "removed") throw new UserError(`cannot ${whyNotUpdatable(doing)}`);
    rejectOtherWorkspace(doing, old.workspace, inputs);
    const changes = changesOf(
      {
        ...(old.name === undefined ? {} : { name: old.name }),
        ...(old.status === undefined ? {} : { status: old.status }),
      },
      inputs,
    );
    if (isEmpty(changes)) return {};
    const key = await operation.cache.findApiKey(id, operation.began, "once");
    if (key === undefined) throw new UserError(`cannot ${whyNotUpdatable(doing)}`);
    rejectImpossibleStatus(doing, key, changes.status);
    const after = await changeKey(operation, id, changes, doing);
    const observed = fromWire(after);
    // A managed property that was not sent stays as in the state. Refresh shows changes made outside of Pulumi.
    return {
      ...observed,
      name: changes.name === undefined && inputs.name !== undefined ? undefined : observed.name,
      status: changes.status === undefined && inputs.status !== undefined ? undefined : observed.status,
    };
  },

  retained(old, id) {
    if (old.onDelete === "deactivate") return undefined;
    return `${shown(old.name, id)} is left unchanged, since \`onDelete\` is not "deactivate".`;
  },

  async delete(operation, id, old) {
    const { cache, began } = operation;
    const listed = await cache.findApiKey(id, began, "repeated");
    // A stale list may show a key as inactive that was just activated, and the key would stay active.
    const key = listed?.status === "inactive" ? await cache.confirmApiKey(id, began) : listed;
    if (key === undefined) mustBeRemoved(old, `deactivate ${shown(old.name, id)}`);
    if (key === undefined || ["inactive", "archived", "expired"].includes(key.status)) return;
    const named = shown(key.name ?? old.name, id);
    await changeKey(operation, id, { status: "inactive" }, `deactivate ${named}`);
    operation.notify("keyStatusChanged", `${named} was deactivated.`);
  },
});
