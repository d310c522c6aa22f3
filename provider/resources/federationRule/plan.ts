import { attemptsFor } from "../../api/absence.ts";
import { otherObject } from "../../api/apiError.ts";
import { mustBeArchived } from "../../api/archived.ts";
import { FederationRuleWire } from "../../api/federationRules/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { path } from "../../api/path.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { UserError } from "../../errors.ts";
import {
  createNamed,
  lookUp,
  retainedNotice,
  shown,
  toArchive,
  whyNotUpdatable,
} from "../../federation/named.ts";
import { rejectSharedSlug } from "../../federation/slug.ts";
import { unusualConditions } from "../../federation/unusualConditions.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation, Warning } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { partialRule } from "./partialRule.ts";
import {
  afterReferencesSettled,
  problemOfDeclaredIssuer,
  requireReferences,
  whyConsoleOnly,
} from "./references.ts";
import { ruleType } from "./ruleType.ts";
import { Inputs, State } from "./schema.ts";
import { updateRule } from "./update.ts";
import { bodyOf, fromWire, isAsDeclared } from "./wire.ts";
import { enableFor } from "./workspaces.ts";

export const federationRule = defineResource<typeof Inputs, typeof State>({
  kind: ruleType.kind,
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
  names: (_, id) => (id === undefined ? [] : [objectName(ruleType.kind, id)]),
  exclusiveNamesInState: (id) => [objectName(ruleType.kind, id)],

  reject(inputs, context) {
    const { workspaces, appliesToAllWorkspaces: all } = inputs;
    const { olds, unknown, adopting } = context;
    const failures = rejectSharedSlug(ruleType.kind, inputs, context);
    const areKnown = !unknown.has("workspaces") && !unknown.has("appliesToAllWorkspaces");
    if (all === true && (workspaces !== undefined || unknown.has("workspaces"))) {
      const reason = "Set `workspaces` or `appliesToAllWorkspaces: true`, not both.";
      failures.push({ property: "", reason });
    } else if (areKnown && workspaces === undefined && all !== true && olds === undefined && !adopting) {
      const reason = "Set `workspaces`, or `appliesToAllWorkspaces: true` for all of them.";
      failures.push({ property: "", reason });
    }
    // An existing rule can be adopted as it is.
    return adopting ? failures : [...failures, ...problemOfDeclaredIssuer(inputs, context)];
  },

  warn(inputs, context) {
    const { name, issuer, match = {} } = inputs;
    const { olds, adopting } = context;
    const problems = adopting ? problemOfDeclaredIssuer(inputs, context) : [];
    const unusual = [...problems.map(({ reason }) => reason), ...unusualConditions(match)].map(
      (reason): Warning => ({ property: "match", reason, code: "unusualMatch" }),
    );
    if (olds?.issuer === undefined || issuer === undefined || olds.issuer === issuer || olds.name !== name)
      return unusual;
    const reason =
      "Another `issuer` replaces the rule, which archives the old one first. Change `name` too: the API may not accept the name of an archived rule.";
    return [...unusual, { property: "issuer", reason }];
  },

  replaced(old, id) {
    const retained = old.status === "archived" ? undefined : retainedNotice(ruleType, old, id);
    return retained === undefined
      ? undefined
      : `creates another federation rule, and the old one stays enabled. ${retained}`;
  },

  async verify(operation, { match, ...inputs }, { olds, minFreshness, adopting }) {
    const doing = `${olds === undefined ? "create" : "update"} federation rule ${JSON.stringify(inputs.name ?? "")}`;
    const checked = adopting || match === undefined ? inputs : { ...inputs, match };
    await requireReferences(operation, checked, olds, minFreshness, doing);
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
      throw await partialRule(operation, wire.id, error, { wire, adopted });
    }
    const done =
      others.length === 0 ? wire : await reread(operation, wire, [wire.workspace_ids, others].flat());
    return { id: wire.id, observed: { ...fromWire(done), adopted } };
  },

  async read(operation, id, old) {
    const wire = await lookUp(ruleType, operation, id, operation.cache.lastMinute(), attemptsFor(old));
    if (wire !== undefined) return fromWire(wire);
    // The API can only archive a rule, so this one may still exist and is not recreated.
    return old === undefined ? undefined : { status: "removed" };
  },

  update: updateRule,

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
