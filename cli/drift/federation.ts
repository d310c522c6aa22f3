import type { FederationIssuerWire, FederationRuleWire } from "../../provider/api/federationRules/objects.ts";
import type { ObjectName } from "../../provider/kernel/definition.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { jwksOf } from "../../provider/resources/federationIssuer/jwks.ts";
import { whyConsoleOnly } from "../../provider/resources/federationRule/references.ts";
import { matchOf } from "../../provider/resources/federationRule/wire.ts";
import { exchangeText } from "../output/exchange.ts";
import { joined } from "../output/phrases.ts";
import type { DriftContext } from "./context.ts";
import { shown } from "./differences.ts";
import type { Finding } from "./finding.ts";

// Rules with the scope `org:admin` and their issuers are unmanaged like users with the role `admin`: only the Console can manage
// them, but a workload that can administer the organization must be reported until it is accepted or archived.

/** Federation issuers and rules that are not archived and that no stack manages. */
export function unmanagedFederation(
  context: DriftContext,
  isManaged: (...names: readonly ObjectName[]) => boolean,
): Finding[] {
  const { issuers = [], rules = [] } = context.organization.federation ?? {};
  const byId = new Map(issuers.map((issuer) => [issuer.id, issuer]));
  const active = rules.filter(({ archived_at: at }) => at === null);
  const adminRulesOf = (id: string) =>
    active.filter((rule) => rule.issuer_id === id && isOfConsole(rule)).map(({ name }) => shown(name));
  return [
    ...issuers
      .filter(({ archived_at: at }) => at === null)
      .filter(({ id }) => !isManaged(objectName("FederationIssuer", id)))
      .map((issuer) => issuerFinding(issuer, adminRulesOf(issuer.id))),
    ...active
      .filter(({ id }) => !isManaged(objectName("FederationRule", id)))
      .map((rule) => ruleFinding(context, rule, byId.get(rule.issuer_id))),
  ];
}

/** Whether a finding is about a rule whose access tokens can administer the organization. */
export function isAdminRule({ category, kind, differences }: Finding): boolean {
  return (
    category === "unmanaged" &&
    kind === "FederationRule" &&
    differences.some(
      ({ property, actual }) =>
        property === "oauthScope" && typeof actual === "string" && isOfConsole({ oauth_scope: actual }),
    )
  );
}

function isOfConsole({ oauth_scope: scope }: Pick<FederationRuleWire, "oauth_scope">): boolean {
  return whyConsoleOnly(scope) !== undefined;
}

function issuerFinding(issuer: FederationIssuerWire, adminRules: readonly string[]): Finding {
  const { id, name, issuer_url: url, created_at: at } = issuer;
  const many = adminRules.length > 1;
  const uses = `${many ? "the rules" : "the rule"} ${joined(adminRules)} ${many ? "use" : "uses"} it with the scope org:admin`;
  const then = `${uses}, so only the Console can change it: archive ${many ? "the rules" : "the rule"} and the issuer there, or accept them with \`--accept\``;
  return {
    category: "unmanaged",
    kind: "FederationIssuer",
    id,
    name,
    declarations: [],
    // Anyone who has a signing key of the issuer can use each of its rules.
    differences: [
      { property: "issuerUrl", actual: url },
      { property: "jwks", actual: { ...jwksOf(issuer) } },
    ],
    detail: [`${url}, created ${day(at)}`, ...(adminRules.length === 0 ? [] : [then])].join("; "),
  };
}

function ruleFinding(
  context: DriftContext,
  rule: FederationRuleWire,
  issuer: FederationIssuerWire | undefined,
): Finding {
  const match = { ...matchOf(rule) };
  const { id, name, oauth_scope: oauthScope, applies_to_all_workspaces: all, workspace_ids: ids } = rule;
  const serviceAccount = context.serviceAccount(rule.target.service_account_id);
  const exchange = exchangeText(rule, issuer);
  const workspaces = ids.map((workspace) => context.workspace(workspace).name);
  const where = all ? "every workspace" : workspaces.join(", ");
  const created = `created ${day(rule.created_at)}`;
  return {
    category: "unmanaged",
    kind: "FederationRule",
    id,
    name,
    declarations: [],
    differences: [
      { property: "oauthScope", actual: oauthScope },
      { property: "serviceAccount", actual: serviceAccount.id },
      { property: "match", actual: match },
      all
        ? { property: "appliesToAllWorkspaces", actual: true }
        : { property: "workspaces", actual: [...ids].sort() },
    ],
    detail: isOfConsole(rule)
      ? `its access tokens can administer the organization (${oauthScope}): ${exchange} for those of the service account ${shown(serviceAccount.name)}, ${created}; only the Console can manage it: archive it there, or accept it with \`--accept\``
      : `${exchange} for access to ${where === "" ? "one workspace" : where} with ${oauthScope}, ${created}`,
  };
}

function day(timestamp: string): string {
  return timestamp.slice(0, 10);
}
