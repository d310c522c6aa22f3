import type { z } from "zod";
import type { FederationIssuerJson, FederationRuleJson } from "./federationJson.ts";
import { historyOf } from "./historyJson.ts";
import { newId, prefixes } from "./ids.ts";
import type { seedFederationIssuer, seedFederationRule } from "./schemas/federation.ts";
import { checkDistinct, defined, ValidationError } from "./validation.ts";

/** Returns the ID that a reference of a seed selects. `path` is for the error. */
type Find = (reference: string, path: string, mayBeRemoved?: boolean) => string;

/** The issuers of a seed with all their fields. The default name is the host of the URL, with hyphens. */
export function federationIssuersOf(
  given: readonly z.output<typeof seedFederationIssuer>[],
  present: string,
): FederationIssuerJson[] {
  const issuers = given.map((issuer): FederationIssuerJson => {
    const { jwks, ...rest } = issuer;
    return {
      id: newId(prefixes.federationIssuer),
      name: hostName(issuer.issuer_url),
      check_jti: true,
      max_jwt_lifetime_seconds: 3_600,
      jwks_polling_disabled_at: null,
      poll_status: null,
      ...defined(rest),
      ...historyOf(issuer, present),
      jwks: jwks ?? { type: "discovery" },
      type: "federation_issuer",
    };
  });
  checkDistinct(issuers, ({ id }) => id, "federation_issuers", "id");
  checkDistinct(issuers, ({ name }) => name, "federation_issuers", "name");
  return issuers;
}

/** The rules of a seed with IDs instead of names. */
export function federationRulesOf(
  given: readonly z.output<typeof seedFederationRule>[],
  present: string,
  find: Readonly<Record<"issuer" | "serviceAccount" | "workspace", Find>>,
): FederationRuleJson[] {
  const rules = given.map((rule, index): FederationRuleJson => {
    const path = `federation_rules[${index}]`;
    const all = rule.applies_to_all_workspaces ?? false;
    const archived = (rule.archived_at ?? null) !== null;
    const workspaces = rule.workspace_ids ?? (all || archived ? [] : ["Default"]);
    if (archived && workspaces.length > 0) {
      throw new ValidationError(`${path}.workspace_ids`, "An archived rule has no workspaces");
    }
    return {
      id: newId(prefixes.federationRule),
      description: null,
      oauth_scope: "workspace:developer",
      token_lifetime_seconds: 3_600,
      applies_to_all_workspaces: all,
      ...defined(rule),
      ...historyOf(rule, present),
      type: "federation_rule",
      issuer_id: find.issuer(rule.issuer_id, `${path}.issuer_id`),
      issuer_name: null,
      match: rule.match,
      target: {
        type: "service_account",
        service_account_id: find.serviceAccount(
          rule.target.service_account_id,
          `${path}.target.service_account_id`,
          // A snapshot may lack the service accounts.
          true,
        ),
      },
      workspace_ids: [
        ...new Set(
          workspaces.map((reference, at) => find.workspace(reference, `${path}.workspace_ids[${at}]`)),
        ),
      ],
    };
  });
  checkDistinct(rules, ({ id }) => id, "federation_rules", "id");
  checkDistinct(rules, ({ name }) => name, "federation_rules", "name");
  return rules;
}

function hostName(url: string): string {
  return new URL(url).hostname.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
