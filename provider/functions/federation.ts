import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { FederationIssuerWire, FederationRuleWire } from "../api/federationRules/objects.ts";
import { idWithPrefix } from "../ids.ts";
import { mustBeToken } from "../kernel/requiredCredential.ts";
import type { Jwks } from "../resources/federationIssuer/args.ts";
import { jwksOf } from "../resources/federationIssuer/jwks.ts";
import type { FederationMatch } from "../resources/federationRule/args.ts";
import { matchOf } from "../resources/federationRule/wire.ts";
import { flag } from "./lookupArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getFederationIssuers`. A filter that is left out matches every issuer. */
export interface GetFederationIssuersArgs {
  /** The name. */
  name?: string;
  /** The exact claim `iss` of identity tokens. */
  issuerUrl?: string;
  /** Whether archived issuers are included. Default: `false`. */
  includeArchived?: boolean;
}

/** A federation issuer. */
export interface GetFederationIssuerResult {
  /** The ID, `fdis_...`. */
  id: string;
  /** The name. */
  name: string;
  /** The exact claim `iss` of its identity tokens. */
  issuerUrl: string;
  /** How its signing keys are obtained. */
  jwks: Jwks;
  /** Whether an identity token with the claim `jti` can be exchanged only once. */
  checkJti: boolean;
  /** The longest time between the claims `iat` and `exp` of an identity token, in seconds. */
  maxJwtLifetimeSeconds: number;
  /** When Anthropic paused the polling of its signing keys after failures, in RFC 3339 format. */
  pollingPausedAt: string | undefined;
  /** Failures to fetch its signing keys since the last success. Undefined if nothing is fetched. */
  consecutiveFailures: number | undefined;
  /** When its signing keys were last fetched, in RFC 3339 format. */
  lastFetchedAt: string | undefined;
  /** When it was created, in RFC 3339 format. */
  createdAt: string;
  /** When it was archived, in RFC 3339 format. Undefined for an active one. */
  archivedAt: string | undefined;
}

/** Filters for `getFederationRules`. A filter that is left out matches every rule. */
export interface GetFederationRulesArgs {
  /** The name. */
  name?: string;
  /** The ID of the issuer, `fdis_...`. */
  issuer?: string;
  /** The ID of the service account, `svac_...`. */
  serviceAccount?: string;
  /** The ID of a workspace, `wrkspc_...`, for which the rule is enabled. Rules for every workspace match, too. */
  workspace?: string;
  /** Whether archived rules are included. Default: `false`. */
  includeArchived?: boolean;
}

/** A federation rule. */
export interface GetFederationRuleResult {
  /** The ID, `fdrl_...`. */
  id: string;
  /** The name. */
  name: string;
  /** The description. Empty without one. */
  description: string;
  /** The ID of the issuer, `fdis_...`. */
  issuer: string;
  /** The ID of the service account, `svac_...`. */
  serviceAccount: string;
  /** The conditions that an identity token must meet. */
  match: FederationMatch;
  /** The scopes of the access tokens, separated by spaces. */
  oauthScope: string;
  /** The IDs of the workspaces for which the rule is enabled. Without effect if it applies to all. */
  workspaces: string[];
  /** Whether the rule is enabled for every workspace. */
  appliesToAllWorkspaces: boolean;
  /** The lifetime of the access tokens, in seconds. */
  tokenLifetimeSeconds: number;
  /** When it was created, in RFC 3339 format. */
  createdAt: string;
  /** When it was archived, in RFC 3339 format. Undefined for an active one. */
  archivedAt: string | undefined;
}

function issuerFromWire(wire: FederationIssuerWire): GetFederationIssuerResult {
  return {
    id: wire.id,
    name: wire.name,
    issuerUrl: wire.issuer_url,
    jwks: jwksOf(wire),
    checkJti: wire.check_jti,
    maxJwtLifetimeSeconds: wire.max_jwt_lifetime_seconds,
    pollingPausedAt: wire.jwks_polling_disabled_at ?? undefined,
    consecutiveFailures: wire.poll_status?.consecutive_failures,
    lastFetchedAt: wire.poll_status?.last_fetched_at ?? undefined,
    createdAt: wire.created_at,
    archivedAt: wire.archived_at ?? undefined,
  };
}

function ruleFromWire(wire: FederationRuleWire): GetFederationRuleResult {
  return {
    id: wire.id,
    name: wire.name,
    description: wire.description ?? "",
    issuer: wire.issuer_id,
    serviceAccount: wire.target.service_account_id,
    match: matchOf(wire),
    oauthScope: wire.oauth_scope,
    workspaces: [...wire.workspace_ids],
    appliesToAllWorkspaces: wire.applies_to_all_workspaces,
    tokenLifetimeSeconds: wire.token_lifetime_seconds,
    createdAt: wire.created_at,
    archivedAt: wire.archived_at ?? undefined,
  };
}

const text = z.string("must be a string").optional();
const IssuersArgs = z.strictObject({ name: text, issuerUrl: text, includeArchived: flag });
const RulesArgs = z.strictObject({
  name: text,
  issuer: idWithPrefix("fdis_").optional(),
  serviceAccount: idWithPrefix("svac_").optional(),
  workspace: idWithPrefix("wrkspc_").optional(),
  includeArchived: flag,
});

const lookupIssuers: Lookup<GetFederationIssuersArgs, GetFederationIssuerResult[]> = async (
  { session, minFreshness },
  args,
) => {
  const { name, issuerUrl, includeArchived } = validArgs("getFederationIssuers", IssuersArgs, args);
  mustBeToken(session, "list the federation issuers");
  return (await session.cache.federation.issuers(minFreshness))
    .filter((issuer) => includeArchived === true || issuer.archived_at === null)
    .filter((issuer) => name === undefined || issuer.name === name)
    .filter((issuer) => issuerUrl === undefined || issuer.issuer_url === issuerUrl)
    .map(issuerFromWire);
};

const lookupRules: Lookup<GetFederationRulesArgs, GetFederationRuleResult[]> = async (
  { session, minFreshness },
  args,
) => {
  const { name, issuer, serviceAccount, workspace, includeArchived } = validArgs(
    "getFederationRules",
    RulesArgs,
    args,
  );
  mustBeToken(session, "list the federation rules");
  return (await session.cache.federation.rules(minFreshness))
    .filter((rule) => includeArchived === true || rule.archived_at === null)
    .filter((rule) => name === undefined || rule.name === name)
    .filter((rule) => issuer === undefined || rule.issuer_id === issuer)
    .filter((rule) => serviceAccount === undefined || rule.target.service_account_id === serviceAccount)
    .filter(
      (rule) =>
        workspace === undefined || rule.applies_to_all_workspaces || rule.workspace_ids.includes(workspace),
    )
    .map(ruleFromWire);
};

/**
 * Lists the federation issuers of the organization. Needs an OAuth token with the scope `org:admin`.
 *
 * API: `GET /v1/organizations/federation_issuers`.
 */
export function getFederationIssuers(
  args: GetFederationIssuersArgs = {},
  options?: FunctionOptions,
): Promise<GetFederationIssuerResult[]> {
  return read("getFederationIssuers", lookupIssuers, args, options);
}

/**
 * The output form of `getFederationIssuers`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getFederationIssuersOutput(
  args: FunctionOutputArgs<GetFederationIssuersArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetFederationIssuerResult[]> {
  return readOutput(lookupIssuers, args, options);
}

/**
 * Lists the federation rules of the organization with their workspaces, including those that only the Console can manage. Needs an OAuth
 * token with the scope `org:admin`.
 *
 * API: `GET /v1/organizations/federation_rules`.
 */
export function getFederationRules(
  args: GetFederationRulesArgs = {},
  options?: FunctionOptions,
): Promise<GetFederationRuleResult[]> {
  return read("getFederationRules", lookupRules, args, options);
}

/**
 * The output form of `getFederationRules`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getFederationRulesOutput(
  args: FunctionOutputArgs<GetFederationRulesArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetFederationRuleResult[]> {
  return readOutput(lookupRules, args, options);
}
