import { otherObject } from "../../api/apiError.ts";
import {
  type FederationRuleWire,
  FederationRuleWorkspaceDeletedWire,
  FederationRuleWorkspaceWire,
} from "../../api/federationRules/objects.ts";
import { path } from "../../api/path.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import type { Operation } from "../../kernel/definition.ts";

/** The requests that change the workspaces of a rule, in their order: before, with and after the update of the rule itself. */
export interface WorkspaceChanges {
  readonly removals: readonly string[];
  /** The workspace that replaces the only enabled one, as part of the update. */
  readonly swap?: string;
  readonly additions: readonly string[];
  /** Whether the additions precede the update: while a rule applies to all workspaces, its list has no effect. */
  readonly additionsFirst: boolean;
}

/**
 * The changes from the enabled workspaces to the wanted ones. At no moment is the rule enabled for a workspace that has neither been
 * enabled before nor is wanted together with the others, and it never has none: if no workspace stays, the last one is
 * swapped with one request.
 */
export function workspaceChanges(
  { workspace_ids: enabled, applies_to_all_workspaces: all }: FederationRuleWire,
  wanted: readonly string[] | undefined,
): WorkspaceChanges {
  if (wanted === undefined) return { removals: [], additions: [], additionsFirst: false };
  const extra = enabled.filter((id) => !wanted.includes(id));
  const missing = wanted.filter((id) => !enabled.includes(id));
  if (all) return { removals: extra, additions: missing, additionsFirst: true };
  const staysEnabled = extra.length < enabled.length;
  if (staysEnabled) return { removals: extra, additions: missing, additionsFirst: false };
  const [swap, ...additions] = missing;
  return {
    removals: extra.slice(1),
    ...(swap === undefined ? {} : { swap }),
    additions,
    additionsFirst: false,
  };
}

/** Enables a rule for a workspace. Enabling it twice has no effect. */
export async function enableFor(
  operation: Operation,
  ruleId: string,
  workspace: string,
  named: string,
): Promise<boolean> {
  const doing = `enable ${named} for workspace ${workspace}`;
  return await writeThenVerify(
    async () => {
      const { value, requestId } = await operation.client.request({
        method: "POST",
        path: path`/v1/organizations/federation_rules/${ruleId}/workspaces`,
        body: { workspace_id: workspace },
        schema: FederationRuleWorkspaceWire,
        doing,
        repeatable: true,
      });
      mustBeAbout(value, ruleId, workspace, doing, requestId);
      return true;
    },
    async () => ((await isEnabled(operation, ruleId, workspace)) ? true : undefined),
  );
}

/** Disables a rule for a workspace. Disabling it twice has no effect. */
export async function disableFor(
  operation: Operation,
  ruleId: string,
  workspace: string,
  named: string,
): Promise<boolean> {
  const doing = `disable ${named} for workspace ${workspace}`;
  return await writeThenVerify(
    async () => {
      const { value, requestId } = await operation.client.request({
        method: "DELETE",
        path: path`/v1/organizations/federation_rules/${ruleId}/workspaces/${workspace}`,
        schema: FederationRuleWorkspaceDeletedWire,
        doing,
        repeatable: true,
      });
      mustBeAbout(value, ruleId, workspace, doing, requestId);
      return true;
    },
    async () => ((await isEnabled(operation, ruleId, workspace)) === false ? true : undefined),
  );
}

function mustBeAbout(
  value: { readonly federation_rule_id: string; readonly workspace_id: string },
  ruleId: string,
  workspace: string,
  doing: string,
  requestId: string | undefined,
): void {
  if (value.federation_rule_id === ruleId && value.workspace_id === workspace) return;
  throw otherObject(doing, "the response is about another rule or workspace", requestId);
}

async function isEnabled(
  { cache }: Operation,
  ruleId: string,
  workspace: string,
): Promise<boolean | undefined> {
  return (await cache.federation.confirmRule(ruleId))?.workspace_ids.includes(workspace);
}
