import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Credentials } from "../authentication.ts";
import { jsonOf } from "../bodies.ts";
import type { Clock } from "../clock.ts";
import { ErrorResponse, invalid } from "../errors.ts";
import { prefixes, randomText } from "../ids.ts";
import type { SavedIdentityToken } from "../saved.ts";
import type { FederationRuleSetting } from "../settings.ts";
import type { Tenant } from "../tenant.ts";
import { check, fields, id, isRecord, oneOf, text } from "../validation.ts";

/** The path of the token exchange. It needs no credential other than the identity token. */
export const tokenPath = "/v1/oauth/token";

const betas = ["oauth-2025-04-20", "oidc-federation-2026-04-01"];
const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const maxAssertionLength = 16 * 1024;
const maxLifetimeSeconds = 3_600;
const clockSkewSeconds = 30;
// The API accepts neither symmetric algorithms nor `none`.
const algorithms = /^(RS|PS|ES)(256|384|512)$/;

/** A request to exchange an identity token. */
interface ExchangeRequest {
  readonly assertion: string;
  readonly federation_rule_id: string;
  readonly organization_id: string;
  readonly service_account_id: string;
  readonly workspace_id?: string | undefined;
}

/** The claims of an identity token that the exchange checks. */
interface Claims {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly subject: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly notBefore: number;
  readonly id: string | undefined;
  readonly all: Readonly<Record<string, unknown>>;
}

/**
 * Exchanges identity tokens for OAuth tokens of an organization. It checks everything except the signature, since the
 * emulator does not have the keys of identity providers.
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
    const rule = tenant?.state.settings.federation_rules?.find(({ id }) => id === request.federation_rule_id);
    const claims = claimsOf(request.assertion);
    // Every failure gets the same response, so that rules cannot be found by trying.
    if (tenant === undefined || rule === undefined || claims === undefined) throw failed();
    if (!this.#isValidNow(claims) || !matches(rule, claims)) throw failed();
    if (request.service_account_id !== rule.service_account_id) throw failed();
    if (!isEnabled(rule, tenant, request.workspace_id)) throw failed();
    if (rule.check_jti !== false && !this.#firstUse(claims)) throw failed();

    const seconds = rule.token_lifetime_seconds ?? 3_600;
    const scope = rule.oauth_scope ?? "org:admin";
    const secret = `sk-ant-oat01-${randomText(48)}`;
    this.#credentials.add(tenant, {
      secret,
      kind: scope === "org:admin" ? "oauth" : "narrowOauth",
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

  #isValidNow({ issuedAt, notBefore, expiresAt }: Claims): boolean {
    const now = this.#clock.milliseconds() / 1_000;
    const started = Math.max(issuedAt, notBefore) <= now + clockSkewSeconds;
    return started && expiresAt > now - clockSkewSeconds && expiresAt - issuedAt <= maxLifetimeSeconds;
  }

  #firstUse({ issuer, id, expiresAt }: Claims): boolean {
    if (id === undefined) return true;
    const now = this.#clock.milliseconds() / 1_000;
    for (const [used, end] of this.#used) if (end < now - clockSkewSeconds) this.#used.delete(used);
    const key = JSON.stringify([issuer, id]);
    if (this.#used.has(key)) return false;
    this.#used.set(key, expiresAt);
    return true;
  }
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

function claimsOf(assertion: string): Claims | undefined {
  const parts = assertion.split(".");
  const [header, claims] = parts.map(jsonPart);
  if (parts.length !== 3 || parts[2] === "" || header === undefined || claims === undefined) return undefined;
  const { iss, sub, aud, exp, iat, nbf, jti } = claims;
  if (typeof header["alg"] !== "string" || !algorithms.test(header["alg"])) return undefined;
  if (typeof header["kid"] !== "string" || typeof iss !== "string" || typeof sub !== "string")
    return undefined;
  if (typeof exp !== "number" || typeof iat !== "number") return undefined;
  return {
    issuer: iss,
    audiences: (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === "string"),
    subject: sub,
    issuedAt: iat,
    expiresAt: exp,
    notBefore: typeof nbf === "number" ? nbf : iat,
    id: typeof jti === "string" ? jti : undefined,
    all: claims,
  };
}

function jsonPart(part: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function matches({ issuer_url, match }: FederationRuleSetting, claims: Claims): boolean {
  const { subject_prefix: subject, audience } = match;
  const begins = subject?.endsWith("*") === true && claims.subject.startsWith(subject.slice(0, -1));
  return (
    claims.issuer === issuer_url &&
    (subject === undefined || begins || claims.subject === subject) &&
    (audience === undefined || claims.audiences.includes(audience)) &&
    Object.entries(match.claims ?? {}).every(([name, value]) => claims.all[name] === value)
  );
}

/** Whether the rule is enabled for the requested workspace, or needs no workspace in the request. */
function isEnabled(
  { workspace_ids: enabledIds }: FederationRuleSetting,
  { state }: Tenant,
  requested: string | undefined,
): boolean {
  if (requested === undefined) return enabledIds === undefined || enabledIds.length === 1;
  const id = requested === "default" ? state.defaultWorkspaceId : requested;
  if (enabledIds !== undefined) return enabledIds.includes(id) || enabledIds.includes(requested);
  return state.workspaces.get(id)?.archived_at === null;
}
