import type { FederationIssuerJson, FederationRuleJson, FullSeed } from "../../emulator/index.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { matchOf } from "../../provider/resources/federationRule/wire.ts";
import { exchangeText } from "../output/exchange.ts";
import { quoted } from "../output/phrases.ts";
import type { Action } from "./actions.ts";
import { serviceAccountNameIn, type Write, workspaceNameIn } from "./copy.ts";
import { differencesOf, listed } from "./differences.ts";

type ActionDetails = Omit<Action, "kind" | "resource">;

/** The action of a write to federation issuers and rules. Undefined for other writes. */
export function federationDetails(
  { method, path, body }: Write,
  before: FullSeed,
  after: FullSeed,
): ActionDetails | undefined {
  const [collection, id = "", inside, workspaceId = ""] = path;
  const sent: Properties = isRecord(body) ? body : {};
  if (collection === "federation_issuers") return issuerDetails(id, inside, sent, before, after);
  if (collection !== "federation_rules") return undefined;
  const was = before.federation_rules.find((rule) => rule.id === id);
  const is = after.federation_rules.find((rule) => rule.id === id);
  if (inside === "workspaces") {
    const of = was ?? is;
    const workspace = method === "DELETE" ? workspaceId : String(sent["workspace_id"]);
    return inWorkspace(method === "DELETE" ? "disablesRule" : "enablesRule", of, id, workspace, after);
  }
  if (id === "") {
    const created = after.federation_rules.find(({ name }) => name === sent["name"]);
    const where =
      created === undefined
        ? ""
        : `, for ${created.applies_to_all_workspaces ? "every workspace, also later ones" : created.workspace_ids.map((one) => workspaceNameIn(after, one)).join(", ")}${accessText(created, after)}`;
    return { type: "createsFederation", text: `rule ${quoted(String(sent["name"]))}${where}` };
  }
  if (was === undefined || is === undefined) return undefined;
  if (inside === "archive") return { type: "archivesFederation", text: `rule ${quoted(was.name)} (${id})` };
  if (is.applies_to_all_workspaces && !was.applies_to_all_workspaces) {
    const others = listedOthers(was, is);
    return {
      type: "enablesRule",
      differences: [{ property: "appliesToAllWorkspaces", before: false, after: true }],
      text: `rule ${quoted(was.name)} for every workspace, also later ones${others}${accessText(is, after)}`,
    };
  }
  const differences = differencesOf(shownRule(was), shownRule(is));
  return {
    type: "updates",
    differences,
    text: `the rule ${quoted(was.name)} (${id}): ${listed(differences)}${accessText(is, after)}`,
  };
}

/** Who gets which access through a rule, after the write. */
function accessText(rule: FederationRuleJson, seed: FullSeed): string {
  const issuer = seed.federation_issuers.find(({ id }) => id === rule.issuer_id);
  const account = serviceAccountNameIn(seed, rule.target.service_account_id);
  return `; it ${exchangeText({ ...rule, match: wireMatch(rule) }, issuer)} for those of the service account ${account} with ${rule.oauth_scope}`;
}

function wireMatch({ match }: FederationRuleJson) {
  const { subject_prefix = null, audience = null, claims = null, condition = null } = match;
  return { subject_prefix, audience, claims, condition };
}

function issuerDetails(
  id: string,
  inside: string | undefined,
  sent: Properties,
  before: FullSeed,
  after: FullSeed,
): ActionDetails | undefined {
  if (id === "") {
    const text = `issuer ${quoted(String(sent["name"]))} for ${String(sent["issuer_url"])}`;
    return { type: "createsFederation", text };
  }
  const was = before.federation_issuers.find((issuer) => issuer.id === id);
  const is = after.federation_issuers.find((issuer) => issuer.id === id);
  if (was === undefined || is === undefined) return undefined;
  if (inside === "archive") return { type: "archivesFederation", text: `issuer ${quoted(was.name)} (${id})` };
  const differences = differencesOf(shownIssuer(was), shownIssuer(is));
  return {
    type: "updates",
    differences,
    text: `the issuer ${quoted(was.name)} (${id}): ${listed(differences)}`,
  };
}

/** The name of a workspace without quotes, or its ID. */
function nameOf({ default_workspace: defaultOne, workspaces }: FullSeed, id: string): string {
  return [defaultOne, ...workspaces].find((one) => one.id === id)?.name ?? id;
}

function inWorkspace(
  type: "enablesRule" | "disablesRule",
  rule: FederationRuleJson | undefined,
  id: string,
  workspace: string,
  seed: FullSeed,
): ActionDetails {
  return {
    type,
    workspace: { id: workspace, name: nameOf(seed, workspace) },
    text: `rule ${quoted(rule?.name ?? id)} for ${workspaceNameIn(seed, workspace)}`,
  };
}

/** The other changes of the same request. */
function listedOthers(was: FederationRuleJson, is: FederationRuleJson): string {
  const differences = differencesOf(shownRule(was), shownRule(is)).filter(
    ({ property }) => property !== "appliesToAllWorkspaces",
  );
  return differences.length === 0 ? "" : `; ${listed(differences)}`;
}

function shownIssuer({ name, issuer_url, jwks, check_jti, max_jwt_lifetime_seconds }: FederationIssuerJson) {
  return { name, issuer_url, jwks: { ...jwks }, check_jti, max_jwt_lifetime_seconds };
}

/** The properties that one request changes. Workspaces have requests of their own, and thus actions. */
function shownRule(rule: FederationRuleJson): Properties {
  return {
    name: rule.name,
    description: rule.description ?? "",
    match: { ...matchOf({ match: wireMatch(rule) }) },
    service_account: rule.target.service_account_id,
    oauth_scope: rule.oauth_scope,
    token_lifetime_seconds: rule.token_lifetime_seconds,
    applies_to_all_workspaces: rule.applies_to_all_workspaces,
  };
}
