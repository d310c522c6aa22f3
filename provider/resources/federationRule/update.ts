import { ApiError, otherObject, withAdvice } from "../../api/apiError.ts";
import { FederationRuleWire } from "../../api/federationRules/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { path } from "../../api/path.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { UserError } from "../../errors.ts";
import { setAnother, shown, whyNotUpdatable } from "../../federation/named.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { same } from "../../kernel/values.ts";
import { partialRule } from "./partialRule.ts";
import { afterReferencesSettled, requireReferences, whyConsoleOnly } from "./references.ts";
import { ruleType } from "./ruleType.ts";
import type { Inputs, State } from "./schema.ts";
import { bodyOf, fromWire, isAsDeclared } from "./wire.ts";
import { disableFor, enableFor, type WorkspaceChanges, workspaceChanges } from "./workspaces.ts";

// The workspaces of a rule are a part of it, managed as a set: the API enables and disables them one by one. At no moment of an update does
// the rule match more than the old or the new declaration does.

/** Updates a rule and its workspaces. An update that stopped in the middle resumes at the next `up`. */
export async function updateRule(
  operation: Operation,
  id: string,
  old: State,
  inputs: Inputs,
): Promise<Observed<State>> {
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
    // The rule was enabled for all workspaces outside of Pulumi, which the state does not show yet.
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
    throw isStarted ? await partialRule(operation, id, error) : error;
  }
  if (!isStarted) return present === undefined ? {} : fromWire(present);
  if (removals.length + additions.length > 0) wire = undefined;
  const after = wire ?? (await operation.cache.federation.confirmRule(id));
  if (after === undefined) return {};
  operation.cache.federation.storeRule(after);
  return fromWire(after);
}

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
      throw withAdvice(error, `Names are unique in the organization. ${setAnother(ruleType)}`);
    const after = await cache.federation.confirmRule(id).catch(() => undefined);
    const status = after !== undefined && after.archived_at !== null ? "archived" : "active";
    const rejection = whyNotUpdatable(ruleType, { name: after?.name, status }, id);
    throw rejection === undefined ? error : new UserError(`cannot ${rejection}`);
  });
}
