import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Credentials } from "../authentication.ts";
import { jsonOf } from "../bodies.ts";
import type { Clock } from "../clock.ts";
import { conditionOf } from "../condition.ts";
import { ErrorResponse, invalid } from "../errors.ts";
import { type IdentityToken, identityTokenOf, isSigned } from "../identityToken.ts";
import { prefixes, randomText } from "../ids.ts";
import type { SavedIdentityToken } from "../saved.ts";
import type { StoredFederationRule } from "../state/federationRules.ts";
import type { OrganizationState } from "../state/organization.ts";
import { memberKey } from "../state/serviceAccountMembers.ts";
import type { Tenant } from "../tenant.ts";
import { check, fields, id, oneOf, text } from "../validation.ts";

/** The path of the token exchange. It needs no credential other than the identity token. */
export const tokenPath = "/v1/oauth/token";

const betas = ["oauth-2025-04-20", "oidc-federation-2026-04-01"];
const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const maxAssertionLength = 16 * 1024;
const clockSkewSeconds = 30;
const defaultAudience = "https://api.anthropic.com";

/** A request to exchange an identity token. */
interface ExchangeRequest {
  readonly assertion: string;
  readonly federation_rule_id: string;
  readonly organization_id: string;
  readonly service_account_id: string;
  readonly workspace_id?: string | undefined;
}

/**
 * Exchanges identity tokens for OAuth tokens of an organization, by its federation rules. Signatures are checked with inline keys only:
 * the emulator fetches no keys.
 */
export class TokenExchange {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  /** The expiry of each exchanged identity token, by issuer and `jti`. */
  readonly #used = new Map<string, number>();

  constructor(credentials: Credentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  handle(headers: IncomingHttpHeaders, bytes: Buffer): object {
    const request = requestOf(headers, bytes);
    const tenant = this.#credentials.tenant(request.organization_id);
    const rule = tenant?.state.federationRules.get(request.federation_rule_id);
    const token = identityTokenOf(request.assertion);
    // Every failure gets the same response, so that rules cannot be found by trying.
    if (tenant === undefined || rule === undefined || token === undefined) throw failed();
    this.#check(tenant.state, rule, token);
    if (request.service_account_id !== rule.service_account_id) throw failed();
    const workspaceId = workspaceFor(rule, tenant, request.workspace_id);
    if (workspaceId === undefined) throw failed();
    if (!isMember(tenant.state, rule.service_account_id, workspaceId)) throw failed();
    const issuer = tenant.state.federationIssuers.get(rule.issuer_id);
    if (issuer?.check_jti !== false && !this.#firstUse(rule.issuer_id, token)) throw failed();

    const left = token.expiresAt - this.#clock.milliseconds() / 1_000;
    const seconds = Math.max(60, Math.min(rule.token_lifetime_seconds, Math.floor(2 * left)));
    const scope = rule.oauth_scope;
    const secret = `sk-ant-oat01-${randomText(48)}`;
    this.#credentials.add(tenant, {
      secret,
      kind: administersWith(scope, tenant.state, rule.service_account_id) ? "oauth" : "narrowOauth",
      expiresAt: new Date(this.#clock.milliseconds() + seconds * 1_000),
    });
    return { access_token: secret, token_type: "Bearer", expires_in: seconds, scope };
  }

  saved(): SavedIdentityToken[] {
    return Array.from(this.#used, ([key, expiresAt]) => ({ key, expiresAt }));
  }

  restore(saved: readonly SavedIdentityToken[]): void {
    for (const { key, expiresAt } of saved) this.#used.set(key, expiresAt);
  }

  /** Throws if the rule does not accept the token. */
  #check(state: OrganizationState, rule: StoredFederationRule, token: IdentityToken): void {
    const issuer = state.federationIssuers.get(rule.issuer_id);
    if (issuer === undefined || issuer.archived_at !== null || rule.archived_at !== null) throw failed();
    const now = this.#clock.milliseconds() / 1_000;
    const accepted =
      token.issuer === issuer.issuer_url &&
      Math.max(token.issuedAt, token.notBefore) <= now + clockSkewSeconds &&
      token.expiresAt > now - clockSkewSeconds &&
      token.expiresAt - token.issuedAt <= issuer.max_jwt_lifetime_seconds &&
      isSigned(token, issuer.jwks) &&
      matches(rule, token);
    if (!accepted) throw failed();
  }

  #firstUse(issuerId: string, { id, expiresAt }: IdentityToken): boolean {
    if (id === undefined) return true;
    const now = this.#clock.milliseconds() / 1_000;
    for (const [used, end] of this.#used) if (end < now - clockSkewSeconds) this.#used.delete(used);
    const key = JSON.stringify([issuerId, id]);
    if (this.#used.has(key)) return false;
    this.#used.set(key, expiresAt);
    return true;
  }
}

/** Only a service account with the role `admin` administers the organization. */
function administersWith(scope: string, state: OrganizationState, accountId: string): boolean {
  return (
    scope.split(" ").includes("org:admin") &&
    state.serviceAccounts.get(accountId)?.organization_role === "admin"
  );
}

function failed(): ErrorResponse {
  return new ErrorResponse(401, "Authentication failed");
}

function requestOf(headers: IncomingHttpHeaders, bytes: Buffer): ExchangeRequest {
  const given = String(headers["anthropic-beta"] ?? "")
    .split(",")
    .map((beta) => beta.trim());
  const missing = betas.find((beta) => !given.includes(beta));
  if (missing !== undefined) throw invalid(`anthropic-beta: '${missing}' is required`);
  const body = jsonOf(bytes, { type: headers["content-type"], encoding: headers["content-encoding"] });
  const { grant_type, ...request } = check(requestSchema, body);
  if (grant_type !== grant) throw invalid(`grant_type: Input should be '${grant}'`);
  return request;
}

const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "Input should be a valid UUID")
  .toLowerCase();

const requestSchema = fields({
  grant_type: z.string(),
  assertion: text({ min: 1, max: maxAssertionLength }),
  federation_rule_id: id(prefixes.federationRule),
  organization_id: uuid,
  service_account_id: id(prefixes.serviceAccount),
  workspace_id: z.optional(z.union([oneOf("default"), id(prefixes.workspace)])),
});

function matches({ match }: StoredFederationRule, token: IdentityToken): boolean {
  const { subject_prefix: subject, audience, condition } = match;
  const begins = subject?.endsWith("*") === true && token.subject.startsWith(subject.slice(0, -1));
  return (
    (subject == null || begins || token.subject === subject) &&
    token.audiences.includes(audience ?? defaultAudience) &&
    Object.entries(match.claims ?? {}).every(([name, value]) => token.claims[name] === value) &&
    (condition == null || holds(condition, token))
  );
}

function holds(expression: string, { claims }: IdentityToken): boolean {
  const condition = conditionOf(expression);
  return typeof condition !== "string" && condition.holds(claims);
}

/** The workspace of the access token; undefined if the rule is not enabled for it, or for several and none is requested. */
function workspaceFor(
  { applies_to_all_workspaces: all, workspaces }: StoredFederationRule,
  { state }: Tenant,
  requested: string | undefined,
): string | undefined {
  const enabled = workspaces.map(({ workspace_id }) => workspace_id);
  const named = requested === "default" ? state.defaultWorkspaceId : requested;
  const open = state.workspaces.newestFirst().filter(({ archived_at }) => archived_at === null);
  // A rule of an early version of the API has one workspace, which its list does not have.
  const candidates = enabled.length === 0 && !all ? [state.defaultWorkspaceId] : enabled;
  const possible = open.map(({ id }) => id).filter((id) => all || candidates.includes(id));
  if (named !== undefined) return possible.find((id) => id === named);
  return possible.length === 1 ? possible[0] : undefined;
}

/** Whether the service account exists, and is a member of the workspace. */
function isMember(state: OrganizationState, accountId: string, workspaceId: string): boolean {
  const account = state.serviceAccounts.get(accountId);
  if (account === undefined || account.archived_at !== null) return false;
  return (
    workspaceId === state.defaultWorkspaceId ||
    state.serviceAccountMembers.has(memberKey(workspaceId, accountId))
  );
}
