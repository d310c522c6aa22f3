import { z } from "zod";
import { ErrorResponse, invalid } from "../errors.ts";
import type { FederationMatchJson, FederationRuleJson } from "../federationJson.ts";
import { prefixes } from "../ids.ts";
import type { CursorPageJson } from "../json.ts";
import { type Call, checkId, found, type Route } from "../routing.ts";
import {
  federationDescription,
  federationName,
  match,
  scopes,
  target,
  tokenLifetime,
} from "../schemas/federation.ts";
import { unpinned } from "../sharedIssuers.ts";
import type { FederationRuleUpdate, StoredFederationRule } from "../state/federationRules.ts";
import { fields, id } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";
import { isWorkspaceScope, withoutNulls } from "./federationIssuers.ts";

const path = "/v1/organizations/federation_rules";
const rulePath = `${path}/{federation_rule_id}`;

export const federationRuleRoutes: readonly Route[] = [
  { method: "POST", path, takes: "json", handle: createRule },
  { method: "GET", path, query: ["include_archived", "issuer_id", "limit", "page"], handle: listRules },
  { method: "GET", path: rulePath, handle: readRule },
  { method: "POST", path: rulePath, takes: "json", handle: updateRule },
  { method: "POST", path: `${rulePath}/archive`, handle: archiveRule },
];

const newRule = fields({
  issuer_id: id(prefixes.federationIssuer),
  match,
  name: federationName,
  oauth_scope: scopes,
  target,
  applies_to_all_workspaces: z.optional(z.boolean()),
  description: z.nullish(federationDescription),
  token_lifetime_seconds: z.optional(tokenLifetime),
  workspace_id: z.nullish(id(prefixes.workspace)),
});

const changedRule = fields({
  match: z.nullish(match),
  name: z.nullish(federationName),
  oauth_scope: z.nullish(scopes),
  target: z.nullish(target),
  applies_to_all_workspaces: z.nullish(z.boolean()),
  description: z.nullish(federationDescription),
  token_lifetime_seconds: z.nullish(tokenLifetime),
  workspace_id: z.nullish(id(prefixes.workspace)),
});

function createRule(call: Call): FederationRuleJson {
  const { state } = call;
  const { target: to, workspace_id, ...wanted } = call.body(newRule);
  checkScope(wanted.oauth_scope);
  checkName(call, wanted.name);
  const issuer = state.federationIssuers.get(wanted.issuer_id);
  if (issuer === undefined) throw invalid(`issuer_id: There is no federation issuer '${wanted.issuer_id}'`);
  if (issuer.archived_at !== null) throw invalid("issuer_id: The federation issuer is archived");
  checkTarget(call, to.service_account_id);
  if (wanted.applies_to_all_workspaces !== true && workspace_id == null) {
    throw invalid("workspace_id: Field required unless applies_to_all_workspaces is true");
  }
  if (workspace_id != null) checkWorkspace(call, workspace_id);
  checkTenant(call, wanted.issuer_id, wanted.match);
  const workspace_ids = workspace_id == null ? [] : [workspace_id];
  const { service_account_id } = to;
  return state.shownFederationRule(
    state.federationRules.add({ ...wanted, service_account_id, workspace_ids }),
  );
}

function listRules(call: Call): CursorPageJson<FederationRuleJson> {
  const { state, query, assumptions } = call;
  const includeArchived = query.boolean("include_archived");
  const issuerId = query.text("issuer_id");
  if (issuerId !== undefined) checkId("federation_issuer_id", issuerId, assumptions);
  const rules = state.federationRules
    .newestFirstAgo(Math.max(assumptions.staleLists, assumptions.staleFederation))
    .filter(({ archived_at }) => includeArchived || archived_at === null)
    .filter(({ issuer_id }) => issuerId === undefined || issuer_id === issuerId)
    .map((rule) => state.shownFederationRule(rule));
  return cursorPage(call, rules, { filters: [includeArchived, issuerId], max: 100 });
}

function readRule({ state, assumptions, id: idOf }: Call): FederationRuleJson {
  const ruleId = idOf("federation_rule_id");
  const rule = state.federationRules.getAgo(ruleId, assumptions.staleFederation);
  return state.shownFederationRule(found(rule, "Federation rule", ruleId));
}

function updateRule(call: Call): FederationRuleJson {
  const { state } = call;
  const { target: to, workspace_id, description, ...given } = call.body(changedRule);
  const rule = changeableRule(call);
  const changes = withoutNulls(given);
  if (changes.oauth_scope !== undefined) checkScope(changes.oauth_scope);
  if (changes.name !== undefined && changes.name !== rule.name) checkName(call, changes.name);
  if (to != null) checkTarget(call, to.service_account_id);
  if (workspace_id != null) checkWorkspace(call, workspace_id);
  if (workspace_id != null && rule.workspaces.length > 1) {
    throw invalid("workspace_id: The rule is enabled for more than one workspace");
  }
  const workspaceIds = workspace_id == null ? workspaceIdsOf(rule) : [workspace_id];
  if (changes.applies_to_all_workspaces === false && workspaceIds.length === 0) {
    throw invalid("applies_to_all_workspaces: No workspace would remain enabled");
  }
  checkTenant(call, rule.issuer_id, changes.match ?? rule.match);
  const update: FederationRuleUpdate = {
    ...changes,
    workspace_ids: workspaceIds,
    ...(description === undefined ? {} : { description: description ?? "" }),
    ...(to == null ? {} : { service_account_id: to.service_account_id }),
  };
  return state.shownFederationRule(state.federationRules.change(rule, update));
}

function archiveRule(call: Call): FederationRuleJson {
  const rule = knownRule(call);
  checkScope(rule.oauth_scope);
  return call.state.shownFederationRule(call.state.federationRules.archive(rule));
}

/** The rule of the request. */
export function knownRule({ state, id: idOf }: Call): StoredFederationRule {
  const ruleId = idOf("federation_rule_id");
  return found(state.federationRules.get(ruleId), "Federation rule", ruleId);
}

/** The rule of the request, if the caller can change it. */
export function changeableRule(call: Call): StoredFederationRule {
  const rule = knownRule(call);
  checkScope(rule.oauth_scope);
  if (rule.archived_at !== null) throw invalid("The federation rule is archived");
  return rule;
}

/** Rejects a workspace that the organization does not have, or that is archived. */
export function checkWorkspace({ state }: Call, workspaceId: string): void {
  const workspace = state.workspaces.get(workspaceId);
  if (workspace === undefined) throw invalid(`workspace_id: There is no workspace '${workspaceId}'`);
  if (workspace.archived_at !== null) throw invalid("workspace_id: The workspace is archived");
}

function workspaceIdsOf({ workspaces }: StoredFederationRule): string[] {
  return workspaces.map(({ workspace_id }) => workspace_id);
}

/** OAuth tokens, of a login or of a workload, manage rules with scopes of workspaces only. */
export function checkScope(oauthScope: string): void {
  if (isWorkspaceScope(oauthScope)) return;
  throw new ErrorResponse(403, `oauth_scope: '${oauthScope}' requires a Console session`);
}

function checkName({ state, assumptions }: Call, name: string): void {
  const taken = state.federationRules
    .newestFirst()
    .some(
      (rule) =>
        rule.name === name &&
        (rule.archived_at === null || assumptions.archivedFederationNames === "reserved"),
    );
  if (taken) throw new ErrorResponse(409, `A federation rule named '${name}' already exists`);
}

function checkTarget({ state, assumptions }: Call, accountId: string): void {
  const isKnown = state.serviceAccounts.getAgo(accountId, assumptions.staleServiceAccounts) !== undefined;
  const account = isKnown ? state.serviceAccounts.get(accountId) : undefined;
  if (account === undefined) {
    throw invalid(`target.service_account_id: There is no service account '${accountId}'`);
  }
  if (account.archived_at !== null) {
    throw invalid("target.service_account_id: The service account is archived");
  }
}

function checkTenant({ state }: Call, issuerId: string, matching: FederationMatchJson): void {
  const problem = unpinned(state.federationIssuers.get(issuerId)?.issuer_url ?? "", matching);
  if (problem !== undefined) throw invalid(`match: ${problem}`);
}
