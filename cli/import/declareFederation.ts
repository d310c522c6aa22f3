import type { FederationIssuerWire, FederationRuleWire } from "../../provider/api/federationRules/objects.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { jwksOf } from "../../provider/resources/federationIssuer/jwks.ts";
import { issuersOfConsole, whyConsoleOnly } from "../../provider/resources/federationRule/references.ts";
import { matchOf } from "../../provider/resources/federationRule/wire.ts";
import { nouns } from "../output/phrases.ts";
import { argsFrom, type Declaration, Reference } from "./declaration.ts";
import { compareNames } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/**
 * Declares the federation issuers and rules that are not archived, except those that only the Console can manage. An import of single
 * workspaces declares the rules that apply to no other workspace, and their issuers.
 */
export async function declareFederation(program: ProgramBuilder): Promise<Declaration[]> {
  const { issuers = [], rules = [] } = program.organization.federation ?? {};
  const { selection, leftOut } = program;
  const isWhole = selection.workspaces.length === 0;
  const selected = sorted(selectedRules(program));
  const used = new Set(selected.map(({ issuer_id: id }) => id));
  const declared = new Map<string, Declaration>();
  const ofConsole = issuersOfConsole(rules);
  for (const issuer of sorted(issuers)) {
    if (isWhole ? !selection.matches(issuer.name) : !used.has(issuer.id)) continue;
    if (program.isManaged(nouns.federationIssuer, objectName("FederationIssuer", issuer.id))) continue;
    if (ofConsole.has(issuer.id)) {
      const why = "only the Console can manage an issuer of a rule with the scope org:admin";
      leftOut.add(nouns.federationIssuer, why, issuer.name);
      continue;
    }
    const declaration = await declareIssuer(program, issuer);
    if (declaration !== undefined) declared.set(issuer.id, declaration);
  }
  const ofRules: Declaration[] = [];
  const shared = isWhole ? [] : rules.filter((rule) => concerns(program, rule) && !selected.includes(rule));
  for (const { name } of sorted(shared)) {
    leftOut.add(nouns.federationRule, "also for workspaces that are not selected", name);
  }
  for (const rule of selected) {
    if (program.isManaged(nouns.federationRule, objectName("FederationRule", rule.id))) continue;
    if (whyConsoleOnly(rule.oauth_scope) !== undefined) {
      const why = "only the Console can manage rules with the scope org:admin";
      leftOut.add(nouns.federationRule, why, rule.name);
      continue;
    }
    const declaration = await declareRule(program, rule, declared.get(rule.issuer_id));
    if (declaration !== undefined) ofRules.push(declaration);
  }
  return [...declared.values(), ...ofRules];
}

/** The active rules that match, or those that apply to selected workspaces and to no other one. */
export function selectedRules(program: ProgramBuilder): FederationRuleWire[] {
  const { selection, selectedWorkspaces, organization } = program;
  const isSelected = (rule: FederationRuleWire) =>
    selection.workspaces.length === 0
      ? selection.matches(rule.name)
      : concerns(program, rule) &&
        !rule.applies_to_all_workspaces &&
        rule.workspace_ids.every((id) => selectedWorkspaces.has(id));
  return (organization.federation?.rules ?? []).filter(
    (rule) => rule.archived_at === null && isSelected(rule),
  );
}

/** Whether a rule applies to a selected workspace. */
function concerns(
  { selectedWorkspaces }: ProgramBuilder,
  { applies_to_all_workspaces: all, workspace_ids: ids }: FederationRuleWire,
): boolean {
  return all || ids.some((id) => selectedWorkspaces.has(id));
}

function sorted<Wire extends { readonly name: string; readonly archived_at: string | null }>(
  all: readonly Wire[],
): Wire[] {
  return all
    .filter(({ archived_at: at }) => at === null)
    .sort((one, other) => compareNames(one.name, other.name));
}

async function declareIssuer(
  program: ProgramBuilder,
  issuer: FederationIssuerWire,
): Promise<Declaration | undefined> {
  const { id, name } = issuer;
  return await program.adopt({
    kind: "FederationIssuer",
    id,
    name: program.claimName("FederationIssuer", name),
    // Values that are the API's defaults as well, so that a change in the Console is drift.
    args: argsFrom({
      name,
      issuerUrl: issuer.issuer_url,
      jwks: jwksOf(issuer),
      checkJti: issuer.check_jti,
      maxJwtLifetimeSeconds: issuer.max_jwt_lifetime_seconds,
      onDelete: "retain",
    }),
    optional: ["jwks"],
    what: nouns.federationIssuer,
    shown: name,
  });
}

async function declareRule(
  program: ProgramBuilder,
  rule: FederationRuleWire,
  issuer: Declaration | undefined,
): Promise<Declaration | undefined> {
  const { id, name, workspace_ids: workspaces, applies_to_all_workspaces: all } = rule;
  return await program.adopt({
    kind: "FederationRule",
    id,
    name: program.claimName("FederationRule", name),
    args: {
      name,
      issuer: issuer === undefined ? rule.issuer_id : new Reference(issuer, undefined, rule.issuer_id),
      serviceAccount: program.serviceAccountValue(rule.target.service_account_id),
      ...argsFrom({ match: matchOf(rule), oauthScope: rule.oauth_scope.split(" ").sort().join(" ") }),
      ...(all ? { appliesToAllWorkspaces: true } : {}),
      ...(all || workspaces.length === 0
        ? {}
        : {
            workspaces: [...workspaces].sort().map((one) => program.workspaceValue(one)),
            appliesToAllWorkspaces: false,
          }),
      ...argsFrom({ ...(rule.description ? { description: rule.description } : {}) }),
      tokenLifetimeSeconds: rule.token_lifetime_seconds,
      onDelete: "retain",
    },
    optional: ["description"],
    what: nouns.federationRule,
    shown: name,
  });
}
