import { ApiError, otherObject, withAdvice } from "../../api/apiError.ts";
import { mustBeArchived } from "../../api/archived.ts";
import { FederationRuleWire } from "../../api/federationRules/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { path } from "../../api/path.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { UserError } from "../../errors.ts";
import {
  createNamed,
  lookUp,
  type NamedType,
  retainedNotice,
  shown,
  toArchive,
  whyNotUpdatable,
} from "../../federation/named.ts";
import { rejectSharedSlug } from "../../federation/slug.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import { same } from "../../kernel/values.ts";
import {
  afterReferencesSettled,
  rejectUnidentifiedTenant,
  requireReferences,
  whyConsoleOnly,
} from "./references.ts";
import { Inputs, State } from "./schema.ts";
import { bodyOf, fromWire, isAsDeclared } from "./wire.ts";
import { disableFor, enableFor, type WorkspaceChanges, workspaceChanges } from "./workspaces.ts";

// The workspaces of a rule are a part of it, managed as a set: the API enables and disables them one by one. At no moment of an update does
// the rule match more than the old or the new declaration does.

const kind = "FederationRule";

export const ruleType: NamedType<FederationRuleWire> = {
  kind,
  noun: "federation rule",
  limitation: "restoreFederation",
  list: ({ cache }, minFreshness) => cache.federation.rules(minFreshness),
  confirm: ({ cache }, id) => cache.federation.confirmRule(id),
};

export const federationRule = defineResource<typeof Inputs, typeof State>({
  kind,
  inputs: Inputs,
  state: State,
  credential: "oauth",
  managed: [
    "name",
    "issuer",
    "serviceAccount",
    "match",
    "oauthScope",
    "workspaces",
    "appliesToAllWorkspaces",
    "description",
    "tokenLifetimeSeconds",
  ],
  identifying: ["issuer"],

  parseId: (id) => parsedId("a FederationRule", "fdrl_", id),
  names: (_, id) => (id === undefined ? [] : [objectName(kind, id)]),
  exclusiveNamesInState: (id) => [objectName(kind, id)],

  reject(inputs, context) {
    const { workspaces, appliesToAllWorkspaces: all } = inputs;
    const { olds, unknown, adopting } = context;
    const failures = rejectSharedSlug(kind, inputs, context);
    const areKnown = !unknown.has("workspaces") && !unknown.has("appliesToAllWorkspaces");
    if (all === true && (workspaces !== undefined || unknown.has("workspaces"))) {
      const reason = "Set `workspaces` or `appliesToAllWorkspaces: true`, not both.";
      failures.push({ property: "", reason });
    } else if (areKnown && workspaces === undefined && all !== true && olds === undefined && !adopting) {
      const reason = "Set `workspaces`, or `appliesToAllWorkspaces: true` for all of them.";
      failures.push({ property: "", reason });
    }
    return [...failures, ...rejectUnidentifiedTenant(inputs, context)];
  },

  warn({ name, issuer }, { olds }) {
    if (olds?.issuer === undefined || issuer === undefined || olds.issuer === issuer || olds.name !== name)
      return [];
    const reason =
      "Another `issuer` replaces the rule, which archives the old one first. Change `name` too: the API may not accept the name of an archived rule.";
    return [{ property: "issuer", reason }];
  },

  replaced(old, id) {
    const retained = old.status === "archived" ? undefined : retainedNotice(ruleType, old, id);
    return retained === undefined
      ? undefined
      : `creates another federation rule, and the old one stays enabled. ${retained}`;
  },

  async verify(operation, inputs, { olds, minFreshness }) {
    const doing = `${olds === undefined ? "create" : "update"} federation rule ${JSON.stringify(inputs.name ?? "")}`;
    await requireReferences(operation, inputs, olds, minFreshness, doing);
  },

  attention(_, old, inputs, id) {
    const refuses = whyNotUpdatable(ruleType, old, id);
    if (refuses !== undefined) {
      return inputs.onArchived === "recreate" && old.status === "archived"
        ? { replace: "onArchived" }
        : { refuses };
    }
    const consoleOnly = whyConsoleOnly(old.oauthScope);
    if (consoleOnly !== undefined)
      return { refuses: `update ${shown(ruleType, old.name, id)}: ${consoleOnly}` };
    return undefined;
  },

  async unadoptable(_, __, observed) {
    if (observed.status === "archived")
      return "it is archived, which is final. Remove `import` to create a new one.";
    return whyConsoleOnly(observed.oauthScope);
  },

  async create(operation, inputs) {
    const { name, workspaces: [first, ...others] = [] } = inputs;
    const doing = `create federation rule ${JSON.stringify(name)}`;
    await requireReferences(operation, inputs, undefined, OrganizationCache.anyAge, doing);
    const { wire, adopted } = await createNamed(ruleType, operation, name, {
      send: () =>
        afterReferencesSettled(operation, inputs, async () => {
          const { value, requestId } = await operation.client.request({
            method: "POST",
            path: "/v1/organizations/federation_rules",
            body: {
              ...bodyOf(inputs),
              issuer_id: inputs.issuer,
              ...(first === undefined ? {} : { workspace_id: first }),
            },
            schema: FederationRuleWire,
            doing,
          });
          if (value.name === name) return value;
          throw otherObject(doing, `the response is rule ${value.id} of another name`, requestId);
        }),
      isAsDeclared: (found) => isAsDeclared(found, inputs, first),
    });
    operation.cache.federation.storeRule(wire);
    const named = shown(ruleType, name, wire.id);
    try {
      for (const workspace of others) await enableFor(operation, wire.id, workspace, named);
    } catch (error) {
      throw await partial(operation, wire.id, error, { wire, adopted });
    }
    const done =
      others.length === 0 ? wire : await reread(operation, wire, [wire.workspace_ids, others].flat());
    return { id: wire.id, observed: { ...fromWire(done), adopted } };
  },

  async read(operation, id, old) {
    const patience = old === undefined ? "once" : "patient";
    const wire = await lookUp(ruleType, operation, id, operation.cache.lastMinute(), patience);
    if (wire !== undefined) return fromWire(wire);
    // The API can only archive a rule, so this one may still exist and is not recreated.
    return old === undefined ? undefined : { status: "removed" };
  },

  async update(operation, id, old, inputs) {
    const rejection = whyNotUpdatable(ruleType, old, id) ?? whyConsoleUpdate(old, id);
    if (rejection !== undefined) throw new UserError(`cannot ${rejection}`);
    const named = shown(ruleType, old.name, id);
    const doing = `update ${named}`;
    await requireReferences(operation, inputs, old as Partial<Inputs>, OrganizationCache.anyAge, doing);
    const body = bodyOf(inputs, old);
    const mayMove =
      inputs.workspaces !== undefined &&
      (!same(inputs.workspaces, old.workspaces) || body["applies_to_all_workspaces"] !== undefined);
    // The state may be older than the rule, and a workspace that was added meanwhile must not stay enabled.
    const present = mayMove ? await operation.cache.federation.confirmRule(id) : undefined;
    if (mayMove && present === undefined) {
      throw new UserError(`cannot ${whyNotUpdatable(ruleType, { ...old, status: "removed" }, id)}`);
    }
    const changes: WorkspaceChanges =
      present === undefined
        ? { removals: [], additions: [], additionsFirst: false }
        : workspaceChanges(present, inputs.workspaces);
    const { removals, swap, additions, additionsFirst } = changes;
    // A swap also removes the access of one workspace.
    const removed = removals.length + (swap === undefined || present?.workspace_ids.length === 0 ? 0 : 1);
    if (removed > 0) operation.limits.spend("removals", `disable ${named} for workspaces`, removed);
    const full = {
      ...body,
      // Enabled for all outside of Pulumi, which the state does not have yet.
      ...(present?.applies_to_all_workspaces === true && inputs.appliesToAllWorkspaces === false
        ? { applies_to_all_workspaces: false }
        : {}),
      ...(swap === undefined ? {} : { workspace_id: swap }),
    };
    let isStarted = false;
    let wire: FederationRuleWire | undefined;
    const each = async (workspaces: readonly string[], change: typeof enableFor) => {
      for (const workspace of workspaces) {
        await change(operation, id, workspace, named);
        isStarted = true;
      }
    };
    try {
      if (additionsFirst) await each(additions, enableFor);
      await each(removals, disableFor);
      if (Object.keys(full).length > 0) {
        wire = await send(operation, id, full, inputs, doing);
        isStarted = true;
      }
      if (!additionsFirst) await each(additions, enableFor);
    } catch (error) {
      throw isStarted ? await partial(operation, id, error) : error;
    }
    if (!isStarted) return present === undefined ? {} : fromWire(present);
    if (removals.length + additions.length > 0) wire = undefined;
    const after = wire ?? (await operation.cache.federation.confirmRule(id));
    if (after === undefined) return {};
    operation.cache.federation.storeRule(after);
    return fromWire(after);
  },

  retained: (old, id) => retainedNotice(ruleType, old, id),

  async delete(operation, id, old) {
    const { limits, client, cache } = operation;
    if (old.status === "archived") return;
    const wire = await toArchive(ruleType, operation, id, old);
    if (wire === undefined) return;
    const doing = `archive ${shown(ruleType, wire.name, id)}`;
    const consoleOnly = whyConsoleOnly(wire.oauth_scope);
    if (consoleOnly !== undefined) {
      throw new UserError(
        `cannot ${doing}: ${consoleOnly}`,
        'Or set `onDelete: "retain"` and run `pulumi up` once before you delete the resource.',
      );
    }
    limits.spend("archives", doing);
    const archived = await writeThenVerify(
      async () => {
        const response = await client.request({
          method: "POST",
          path: path`/v1/organizations/federation_rules/${id}/archive`,
          schema: FederationRuleWire,
          doing,
          repeatable: true,
        });
        return mustBeArchived(response, id, doing);
      },
      async () => {
        const after = await cache.federation.confirmRule(id);
        return after === undefined || after.archived_at === null ? undefined : after;
      },
    );
    cache.federation.storeRule(archived);
    operation.notify(
      "federationArchived",
      `Archived ${shown(ruleType, wire.name, id)}, which is final. Access tokens that it issued stay valid until they expire.`,
    );
  },
});

function whyConsoleUpdate(old: State, id: string): string | undefined {
  const consoleOnly = whyConsoleOnly(old.oauthScope);
  return consoleOnly === undefined ? undefined : `update ${shown(ruleType, old.name, id)}: ${consoleOnly}`;
}

/** Updates the rule itself with one request. */
async function send(
  operation: Operation,
  id: string,
  body: Readonly<Record<string, unknown>>,
  inputs: Inputs,
  doing: string,
): Promise<FederationRuleWire> {
  const { cache, client } = operation;
  const { workspace_id: swap } = body;
  return await writeThenVerify(
    () =>
      afterReferencesSettled(operation, inputs, async () => {
        const { value, requestId } = await client.request({
          method: "POST",
          path: path`/v1/organizations/federation_rules/${id}`,
          body,
          schema: FederationRuleWire,
          doing,
          // Sending the same values again changes nothing.
          repeatable: true,
        });
        if (value.id === id) return value;
        throw otherObject(doing, `the response is rule ${value.id}`, requestId);
      }),
    async () => {
      const after = await cache.federation.confirmRule(id);
      const workspace = typeof swap === "string" ? swap : undefined;
      return after !== undefined && isAsDeclared(after, inputs, workspace) ? after : undefined;
    },
  ).catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.outcomeUnknown) throw error;
    if (error.reason === "conflict")
      throw withAdvice(error, "Names are unique in the organization. Choose another name.");
    const after = await cache.federation.confirmRule(id).catch(() => undefined);
    const status = after !== undefined && after.archived_at !== null ? "archived" : "active";
    const rejection = whyNotUpdatable(ruleType, { name: after?.name, status }, id);
    throw rejection === undefined ? error : new UserError(`cannot ${rejection}`);
  });
}

/** The rule after its workspaces changed one by one. The state may show the former ones for a moment. */
async function reread(
  { cache }: Operation,
  wire: FederationRuleWire,
  workspaces: readonly string[],
): Promise<FederationRuleWire> {
  const after = { ...wire, workspace_ids: [...workspaces] };
  cache.federation.storeRule(after);
  return after;
}

/**
 * The error of a change that stopped in the middle. The state gets the rule as it is now, and the next `up` resumes. A rule that was just
 * created is stored even if it cannot be read.
 */
async function partial(
  operation: Operation,
  id: string,
  error: unknown,
  created?: { readonly wire: FederationRuleWire; readonly adopted: boolean },
): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const read = await operation.cache.federation.confirmRule(id).catch(() => undefined);
  const wire = read ?? created?.wire;
  if (wire === undefined) return error;
  operation.cache.federation.storeRule(wire);
  const done = created === undefined ? "updated; the update" : "created; creation";
  return new PartialWriteError<State>(
    `FederationRule ${id} is partially ${done} resumes at the next \`pulumi up\`. ${error.message}`,
    id,
    { ...fromWire(wire), ...(created === undefined ? {} : { adopted: created.adopted }) },
  );
}
