import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Credentials } from "../authentication.ts";
import { jsonOf } from "../bodies.ts";
import type { Clock } from "../clock.ts";
import { ErrorResponse, invalid } from "../errors.ts";
import { prefixes, randomText } from "../ids.ts";
import type { FederationRuleSetting } from "../settings.ts";
import type { Tenant } from "../tenant.ts";
import { check, fields, id, isRecord, oneOf, text } from "../validation.ts";

/** Where identity tokens are exchanged. It takes no credential: the identity token is one. */
export const tokenPath = "/v1/oauth/token";

const betas = ["oauth-2025-04-20", "oidc-federation-2026-04-01"];
const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const longestAssertion = 16 * 1024;
const longestLife = 3_600;
const leeway = 30;
// Those of the API; symmetric ones and `none` are not among them.
const algorithms = /^(RS|PS|ES)(256|384|512)$/;

/** A request to exchange an identity token. */
interface Asked {
  readonly assertion: string;
  readonly federation_rule_id: string;
  readonly organization_id: string;
  readonly service_account_id: string;
  readonly workspace_id?: string | undefined;
}

/** What an identity token says, as far as it is looked at. */
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
 * The exchange of an identity provider's token for one of the organization. Everything is checked but the signature:
 * the emulator has nobody's keys.
 */
export class TokenExchange {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  /** When each identity token that was exchanged ends, by issuer and `jti`. */
  readonly #used = new Map<string, number>();

  constructor(credentials: Credentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  handle(headers: IncomingHttpHeaders, bytes: Buffer): object {
    const asked = askedBy(headers, bytes);
    const tenant = this.#credentials.tenant(asked.organization_id);
    const rule = tenant?.state.settings.federation_rules?.find(({ id }) => id === asked.federation_rule_id);
    const claims = claimsOf(asked.assertion);
    // Which of these it was is told to nobody, or rules could be found out by trying.
    if (tenant === undefined || rule === undefined || claims === undefined) throw opaque();
    if (!this.#current(claims) || !matches(rule, claims)) throw opaque();
    if (asked.service_account_id !== rule.service_account_id) throw opaque();
    if (!enabled(rule, tenant, asked.workspace_id)) throw opaque();
    if (rule.check_jti !== false && !this.#firstUse(claims)) throw opaque();

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

  #current({ issuedAt, notBefore, expiresAt }: Claims): boolean {
    const now = this.#clock.milliseconds() / 1_000;
    const begun = Math.max(issuedAt, notBefore) <= now + leeway;
    return begun && expiresAt > now - leeway && expiresAt - issuedAt <= longestLife;
  }

  #firstUse({ issuer, id, expiresAt }: Claims): boolean {
    if (id === undefined) return true;
    const now = this.#clock.milliseconds() / 1_000;
    for (const [used, end] of this.#used) if (end < now - leeway) this.#used.delete(used);
    const name = JSON.stringify([issuer, id]);
    if (this.#used.has(name)) return false;
    this.#used.set(name, expiresAt);
    return true;
  }
}

function opaque(): ErrorResponse {
  return new ErrorResponse(401, "Authentication failed");
}

function askedBy(headers: IncomingHttpHeaders, bytes: Buffer): Asked {
  const given = String(headers["anthropic-beta"] ?? "")
    .split(",")
    .map((beta) => beta.trim());
  const missing = betas.find((beta) => !given.includes(beta));
  if (missing !== undefined) throw invalid(`anthropic-beta: '${missing}' is required`);
  const body = jsonOf(bytes, { type: headers["content-type"], encoding: headers["content-encoding"] });
  const { grant_type, ...asked } = check(request, body);
  if (grant_type !== grant) throw invalid(`grant_type: Input should be '${grant}'`);
  return asked;
}

const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "Input should be a valid UUID")
  .toLowerCase();

const request = fields({
  grant_type: z.string(),
  assertion: text({ min: 1, max: longestAssertion }),
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

/** Whether the rule reaches the workspace that is asked for, or needs none to be named. */
function enabled(
  { workspace_ids: reached }: FederationRuleSetting,
  { state }: Tenant,
  asked: string | undefined,
): boolean {
  if (asked === undefined) return reached === undefined || reached.length === 1;
  const wanted = asked === "default" ? state.defaultWorkspaceId : asked;
  if (reached !== undefined) return reached.includes(wanted) || reached.includes(asked);
  return state.workspaces.get(wanted)?.archived_at === null;
}
