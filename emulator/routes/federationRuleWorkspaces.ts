import type { FederationRuleWorkspaceJson } from "../federationJson.ts";
import { prefixes } from "../ids.ts";
import type { CursorPageJson } from "../json.ts";
import { type Call, found, type Route, reject } from "../routing.ts";
import type { Enablement } from "../state/federationRules.ts";
import { fields, id } from "../validation.ts";
import { changeableRule, checkScope, checkWorkspace, knownRule } from "./federationRules.ts";

const path = "/v1/organizations/federation_rules/{federation_rule_id}/workspaces";

export const federationRuleWorkspaceRoutes: readonly Route[] = [
  { method: "GET", path, query: ["limit", "page"], handle: listWorkspaces },
  { method: "POST", path, takes: "json", handle: addWorkspace },
  { method: "DELETE", path: `${path}/{workspace_id}`, handle: removeWorkspace },
];

const newWorkspace = fields({ workspace_id: id(prefixes.workspace) });

/** All workspaces in one page, whatever the parameters are. */
function listWorkspaces({ state, assumptions, id: idOf }: Call): CursorPageJson<FederationRuleWorkspaceJson> {
  const ruleId = idOf("federation_rule_id");
  const seconds = Math.max(assumptions.staleLists, assumptions.staleFederation);
  const rule = found(state.federationRules.getAgo(ruleId, seconds), "Federation rule", ruleId);
  return {
    data: rule.workspaces.map((one) => ({
      ...workspaceJson(ruleId, one),
      workspace_name: state.workspaces.get(one.workspace_id)?.name ?? null,
    })),
    next_page: null,
  };
}

function addWorkspace(call: Call): FederationRuleWorkspaceJson {
  const { workspace_id } = call.body(newWorkspace);
  const rule = changeableRule(call);
  checkWorkspace(call, workspace_id);
  const before = rule.workspaces.find((one) => one.workspace_id === workspace_id);
  if (before !== undefined) return workspaceJson(rule.id, before);
  const ids = [...rule.workspaces.map((one) => one.workspace_id), workspace_id];
  const { workspaces, updated_at } = call.state.federationRules.change(rule, { workspace_ids: ids });
  return workspaceJson(rule.id, workspaces.at(-1) ?? { workspace_id, created_at: updated_at });
}

function removeWorkspace(call: Call): object {
  const rule = knownRule(call);
  const workspaceId = call.id("workspace_id");
  checkScope(rule.oauth_scope);
  const left = rule.workspaces.map((one) => one.workspace_id).filter((one) => one !== workspaceId);
  if (left.length < rule.workspaces.length) {
    const { lastFederationRuleWorkspace } = call.assumptions;
    if (left.length === 0 && !rule.applies_to_all_workspaces && lastFederationRuleWorkspace !== "allow") {
      return reject(lastFederationRuleWorkspace, "No workspace would remain enabled");
    }
    call.state.federationRules.change(rule, { workspace_ids: left });
  }
  return {
    type: "federation_rule_workspace_deleted",
    federation_rule_id: rule.id,
    workspace_id: workspaceId,
  };
}

function workspaceJson(
  ruleId: string,
  { workspace_id, created_at }: Enablement,
): FederationRuleWorkspaceJson {
  return {
    type: "federation_rule_workspace",
    federation_rule_id: ruleId,
    workspace_id,
    workspace_name: null,
    created_at,
    created_by_actor_id: null,
  };
}
