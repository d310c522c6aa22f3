import { attemptsFor } from "../../api/absence.ts";
import { ApiError, isUnexplained, otherObject, withAdvice } from "../../api/apiError.ts";
import { mustBeArchived } from "../../api/archived.ts";
import { path } from "../../api/path.ts";
import { ServiceAccountWire } from "../../api/serviceAccounts/objects.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { isRetained, whyRetained } from "../../kernel/retention.ts";
import { mustBeRemoved } from "../../kernel/undeletable.ts";
import { findAccount, shownAccount } from "../../serviceAccounts/findAccount.ts";
import { rulesTargeting } from "../../serviceAccounts/targetingRules.ts";
import { untilFound } from "../../serviceAccounts/untilFound.ts";
import { unseenWarnings } from "../../text/names.ts";
import { createAccount } from "./create.ts";
import { Inputs, State } from "./schema.ts";
import { explained, updating, whyNotAssignable, whyNotUpdatable } from "./shown.ts";
import { changesOf, fromWire, isChanged } from "./wire.ts";

// A named identity for workloads: `/v1/organizations/service_accounts`. The API can archive it, which is final, but not delete it.

export const serviceAccount = defineResource<typeof Inputs, typeof State>({
  kind: "ServiceAccount",
  credential: "oauth",
  inputs: Inputs,
  state: State,
  managed: ["name", "description", "organizationRole"],
  identifying: ["name"],
  // What refers to the old account changes to the new one before the old one is archived.
  replaceInOrder: "createFirst",

  parseId: (id) => parsedId("a ServiceAccount", "svac_", id),
  names: (_, id) => (id === undefined ? [] : [objectName("ServiceAccount", id)]),
  exclusiveNames: ({ name }, id) => [
    ...(id === undefined ? [] : [objectName("ServiceAccount", id)]),
    ...(name === undefined ? [] : [objectName("ServiceAccount", name, "name")]),
  ],
  exclusiveNamesInState: (id) => [objectName("ServiceAccount", id)],

  reject({ organizationRole }, { olds, adopting, credential }) {
    if (adopting || olds?.organizationRole === organizationRole) return [];
    const reason = whyNotAssignable(credential, organizationRole);
    if (reason === undefined) return [];
    return [{ property: "organizationRole", reason: `\`organizationRole\` cannot be \`admin\`: ${reason}` }];
  },

  warn: ({ description }) => unseenWarnings("description", [description]),

  replaced(old, id) {
    if (old.status === "archived" || old.status === "removed") return undefined;
    const outcome = isRetained(old)
      ? `leaves ${shownAccount(old.name, id)} unchanged, since \`onDelete\` is "retain" or it was adopted`
      : `archives ${shownAccount(old.name, id)}, which is final and ends its tokens and API keys`;
    return `creates a service account with another name and then ${outcome}.`;
  },

  attention(_, old, { onArchived }, id) {
    const refuses = whyNotUpdatable(old, id);
    if (refuses === undefined) return undefined;
    return onArchived === "recreate" && old.status === "archived" ? { replace: "onArchived" } : { refuses };
  },

  unadoptable: async (_, __, observed) =>
    observed.status === "archived"
      ? "it is archived, which is final. Remove `import` to create a new one."
      : undefined,

  create: createAccount,

  async read(operation, id, old) {
    const wire = await findAccount(operation, id, operation.cache.lastMinute(), attemptsFor(old));
    if (wire !== undefined) return fromWire(wire);
    // The API cannot delete a service account, so this one may still exist and is not recreated.
    return old === undefined ? undefined : { status: "removed" };
  },

  async update(operation, id, old, inputs) {
    const { client, cache, credential } = operation;
    const doing = updating(old, id);
    const rejection = whyNotUpdatable(old, id);
    if (rejection !== undefined) throw new UserError(`cannot ${rejection}`);
    const body = changesOf(old, inputs);
    if (Object.keys(body).length === 0) return {};
    const unassignable = whyNotAssignable(credential, body.organization_role);
    if (unassignable !== undefined) throw new UserError(`cannot ${doing}: ${unassignable}`);
    const wire = await writeThenVerify(
      async () => {
        const { value, requestId } = await untilFound(client, () =>
          client.request({
            method: "POST",
            path: path`/v1/organizations/service_accounts/${id}`,
            body,
            schema: ServiceAccountWire,
            doing,
            // Sending the same values again changes nothing.
            repeatable: true,
          }),
        );
        if (value.id === id) return value;
        throw otherObject(doing, `the response is service account ${value.id}`, requestId);
      },
      async (failure) => {
        const after = await cache.serviceAccounts.confirm(id);
        if (after === undefined) return undefined;
        if (after.archived_at === null) return isChanged(after, body) ? after : undefined;
        const archived = whyNotUpdatable({ ...old, status: "archived" }, id);
        throw new UserError(`cannot ${archived} The API returned: ${failure.message}`);
      },
    ).catch((error: unknown) => {
      throw error instanceof ApiError ? explained(error, body.organization_role) : error;
    });
    cache.serviceAccounts.store(wire);
    return fromWire(wire);
  },

  retained(old, id) {
    if (old.status === "archived" || !isRetained(old)) return undefined;
    return `The ${shownAccount(old.name, id)} is left unchanged, since ${whyRetained(old)}.`;
  },

  async delete(operation, id, old) {
    const { limits, client, cache, began } = operation;
    if (old.status === "archived") return;
    const wire = await findAccount(operation, id, began, "repeated");
    if (wire === undefined) mustBeRemoved(old, `archive ${shownAccount(old.name, id)}`);
    if (wire === undefined || wire.archived_at !== null) return;
    const doing = `archive ${shownAccount(wire.name, id)}`;
    limits.spend("archives", doing);
    const archived = await writeThenVerify(
      async () => {
        const response = await untilFound(client, () =>
          client.request({
            method: "POST",
            path: path`/v1/organizations/service_accounts/${id}/archive`,
            schema: ServiceAccountWire,
            doing,
            repeatable: true,
          }),
        );
        return mustBeArchived(response, id, doing);
      },
      async () => {
        const after = await cache.serviceAccounts.confirm(id);
        return after === undefined || after.archived_at === null ? undefined : after;
      },
    ).catch(async (error: unknown) => {
      throw await explainArchive(operation, error, id);
    });
    cache.serviceAccounts.store(archived);
    operation.notify(
      "serviceAccountArchived",
      `The ${shownAccount(wire.name, id)} was archived, which is final.`,
    );
  },
});

/** The error of a rejected archive, with the federation rules that prevent it. */
async function explainArchive(operation: Operation, error: unknown, id: string): Promise<unknown> {
  if (!isUnexplained(error)) return error;
  const rules = await rulesTargeting(operation, id).catch(() => []);
  if (rules.length === 0) return error;
  return withAdvice(
    error,
    `${rules.length === 1 ? "This federation rule issues" : "These federation rules issue"} tokens for it: ${rules.join(", ")}. Archive ${rules.length === 1 ? "the rule" : "the rules"} first, or give ${rules.length === 1 ? "it" : "them"} another service account.`,
  );
}
