import { z } from "zod";
import { NoCredentialError, UserError } from "../errors.ts";
import type { Advice, Attempted } from "./attempt.ts";
import { type Credential, isAdminSecret, Unprintable } from "./credential.ts";
import { describeClaims, type IdentitySource, identitySource, identityVariables } from "./identity.ts";
import { failureOf } from "./judge.ts";
import { uuid } from "./objects.ts";
import { type OneOffRequest, sendOneOff } from "./oneOffRequest.ts";
import { parseResponse } from "./parse.ts";
import type { RawResponse } from "./rawResponse.ts";
import { type Route, routeTo } from "./route.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The `anthropic-beta` value that every OAuth token requires. */
export const oauthBeta = "oauth-2025-04-20";
const exchangeBetas = `${oauthBeta},oidc-federation-2026-04-01`;
const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const ruleVariable = "ANTHROPIC_FEDERATION_RULE_ID";
const consolePage = "https://platform.claude.com/settings/workload-identity-federation";

/** The fields of the exchange request besides the identity token. */
interface ExchangeFields {
  readonly federation_rule_id: string;
  readonly organization_id: string;
  readonly service_account_id: string;
  readonly workspace_id: string | undefined;
}

/**
 * The credential that the federation variables configure, with the names of the official SDK. Undefined without them.
 * Exchanges no token yet.
 */
export function federation(env: Environment, baseUrl: URL): Credential | undefined {
  const given = (name: string): string | undefined => {
    const value = env[name]?.trim() ?? "";
    return value === "" ? undefined : value;
  };
  const rule = given(ruleVariable);
  if (rule === undefined) return undefined;
  const organization = given("ANTHROPIC_ORGANIZATION_ID");
  const account = given("ANTHROPIC_SERVICE_ACCOUNT_ID");
  const workspace = given("ANTHROPIC_WORKSPACE_ID");
  const identity = identitySource(env);
  if (organization === undefined || account === undefined || identity === undefined) {
    const missing = [
      ...(organization === undefined ? ["ANTHROPIC_ORGANIZATION_ID"] : []),
      ...(account === undefined ? ["ANTHROPIC_SERVICE_ACCOUNT_ID"] : []),
      ...(identity === undefined ? [`an identity token (${sourceNames})`] : []),
    ];
    const message = `${ruleVariable} configures a token exchange, but ${enumerated(missing)} ${missing.length === 1 ? "is" : "are"} missing.`;
    // Jobs of pull requests have no identity token, and their previews need no key.
    throw identity === undefined ? new NoCredentialError(message) : new UserError(message);
  }
  mustBe(ruleVariable, /^fdrl_\w+$/.test(rule), "the ID of a federation rule begins with fdrl_");
  mustBe("ANTHROPIC_ORGANIZATION_ID", uuid.test(organization), "an organization ID is a UUID");
  mustBe(
    "ANTHROPIC_SERVICE_ACCOUNT_ID",
    /^svac_\w+$/.test(account),
    "the ID of a service account begins with svac_",
  );
  const wellNamed = workspace === undefined || workspace === "default" || /^wrkspc_\w+$/.test(workspace);
  mustBe(
    "ANTHROPIC_WORKSPACE_ID",
    wellNamed,
    "it must be `default` or the ID of a workspace, which begins with wrkspc_",
  );
  const fields: ExchangeFields = {
    federation_rule_id: rule,
    organization_id: organization,
    service_account_id: account,
    workspace_id: workspace,
  };
  return new FederatedCredential(fields, identity, baseUrl, routeTo(baseUrl, env));
}

const sourceNames = `${identityVariables.join(", ")}, or, in GitHub Actions, \`permissions: id-token: write\``;

/** Rejects the value of a variable without showing it, since it can be a secret. */
function mustBe(variable: string, valid: boolean, expected: string): void {
  if (!valid)
    throw new UserError(
      `The value of ${variable} is invalid: ${expected}.`,
      `Correct it, or unset ${ruleVariable}.`,
    );
}

function enumerated(things: readonly string[]): string {
  const last = things.at(-1) ?? "";
  return things.length < 2 ? last : `${things.slice(0, -1).join(", ")} and ${last}`;
}

/** Notes for the error of a missing credential: the federation variables that are set but have no effect. */
export function unusedFederation(env: Environment): string[] {
  const set = ["ANTHROPIC_SERVICE_ACCOUNT_ID", ...identityVariables].filter(
    (name) => (env[name]?.trim() ?? "") !== "",
  );
  if (set.length === 0) return [];
  return [
    `${enumerated(set)} ${set.length === 1 ? "is" : "are"} set, but ${ruleVariable} is not, so no token was exchanged.`,
  ];
}

/** An access token until it expires. */
interface AccessToken {
  readonly token: string;
  /** In the milliseconds of `Date.now()`, which includes the time that the machine was asleep. */
  readonly expiresAt: number;
  readonly renewAt: number;
}

// How long before its expiry a token is renewed, unless a quarter of its lifetime is less.
const renewBeforeMs = 120_000;
const retryRenewalMs = 10_000;

/** Exchanges identity tokens for access tokens, each before the previous one expires. */
class FederatedCredential extends Unprintable implements Credential {
  readonly source = `the token exchange (${ruleVariable})`;
  readonly kind = "federation";
  readonly detail: string;
  readonly spendsToken: boolean;
  readonly todo: Advice;
  readonly #fields: ExchangeFields;
  readonly #identity: IdentitySource;
  readonly #baseUrl: URL;
  readonly #route: Route;
  #current: AccessToken | undefined;
  #renewal: Promise<string> | undefined;
  /** The identity token of the last exchange, to detect that the source returns it again. */
  #lastIdentityToken: string | undefined;

  constructor(fields: ExchangeFields, identity: IdentitySource, baseUrl: URL, route: Route) {
    super();
    this.#fields = fields;
    this.#identity = identity;
    this.spendsToken = identity.fixed;
    this.#baseUrl = baseUrl;
    this.#route = route;
    const rule = fields.federation_rule_id;
    this.detail = `rule ${rule}, service account ${fields.service_account_id}, identity token from ${identity.name}`;
    this.todo = {
      unauthenticated: `The token comes from rule ${rule}. Check in the Console (${consolePage}) that the rule and its service account are not archived, and run \`pulumi up\` again; it resumes where it stopped.`,
      forbidden: `The token comes from rule ${rule}. In the Console (${consolePage}), give the rule the scope \`org:admin\` and its service account the organization role \`admin\`.`,
    };
  }

  async token(): Promise<string> {
    const current = this.#current;
    if (current !== undefined && Date.now() < current.renewAt) return current.token;
    // All callers share one exchange, since an identity token can often be exchanged only once.
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    try {
      return await this.#renewal;
    } catch (error) {
      if (current === undefined || current !== this.#current || Date.now() >= current.expiresAt) throw error;
      // The current token is still valid, and the renewal can be tried again.
      this.#current = { ...current, renewAt: Math.min(current.expiresAt, Date.now() + retryRenewalMs) };
      return current.token;
    }
  }

  rejected(token: string): boolean {
    // Of many requests with the same rejected token, only the first discards it.
    if (this.#current?.token === token) this.#current = undefined;
    return true;
  }

  async #renew(): Promise<string> {
    const startedAt = Date.now();
    const { access_token: token, expires_in: seconds } = await sendOneOff(this.#route, async () =>
      this.#request(await this.#identity.token()),
    );
    const lifetimeMs = seconds * 1000;
    const expiresAt = startedAt + lifetimeMs;
    this.#current = { token, expiresAt, renewAt: expiresAt - Math.min(renewBeforeMs, lifetimeMs / 4) };
    return token;
  }

  #request(assertion: string): OneOffRequest<z.infer<typeof TokenWire>> {
    const again = assertion === this.#lastIdentityToken;
    this.#lastIdentityToken = assertion;
    const url = new URL(this.#baseUrl);
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/oauth/token`;
    const attempted: Attempted = {
      doing: "exchange the identity token for an access token",
      write: false,
      host: url.host,
      route: this.#route,
      keySource: this.#identity.name,
      credential: "identity token",
      todo: this.#adviceFor(assertion, again),
      secrets: [assertion],
      progress: { responses: 0, writesDone: 0, writesStarted: 0 },
    };
    return {
      url,
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "anthropic-beta": exchangeBetas,
        "user-agent": "pulumi-anthropic",
      },
      body: JSON.stringify({ grant_type: grant, assertion, ...this.#fields }),
      attempted,
      judge: (response) => judge(response, attempted),
    };
  }

  /** What to do about a rejected exchange. The response has no reason, but the history in the Console does. */
  #adviceFor(assertion: string, again: boolean): Advice {
    const { federation_rule_id: rule, organization_id: organization, workspace_id: workspace } = this.#fields;
    const { service_account_id: account } = this.#fields;
    const claims = describeClaims(assertion);
    const reused = again
      ? `${this.#identity.name} returned the same identity token as before, which can be exchanged only once unless the issuer's \`check_jti\` is off. Use a source that returns a new one each time.`
      : "An identity token can be exchanged only once unless the issuer's `check_jti` is off, and preview and update each exchange one.";
    const sentences = [
      `The response has no reason, but the history in the Console does (${consolePage}?tab=history).`,
      `Check that rule ${rule} of organization ${organization} is not archived, is for ${account}, and matches the identity token from ${this.#identity.name}${claims === "" ? "" : ` (${claims})`}.`,
      reused,
      ...(workspace === undefined
        ? ["If the rule is enabled for several workspaces, set ANTHROPIC_WORKSPACE_ID to one of them."]
        : []),
    ];
    return {
      unauthenticated: sentences.join(" "),
      invalid: `Correct the variable that the API names (${ruleVariable}, ANTHROPIC_ORGANIZATION_ID, ANTHROPIC_SERVICE_ACCOUNT_ID, ANTHROPIC_WORKSPACE_ID) and run again.`,
      not_found: "Check the base URL: the server has no endpoint for token exchanges.",
    };
  }
}

const TokenWire = z.object({
  access_token: z.string().refine(isAdminSecret, "is not a token of the Admin API"),
  token_type: z
    .string()
    .regex(/^bearer$/i, "is not Bearer")
    .optional(),
  expires_in: z.number().positive(),
});

function judge(
  response: RawResponse,
  attempted: Attempted,
): ReturnType<OneOffRequest<z.infer<typeof TokenWire>>["judge"]> {
  return failureOf(response, attempted) ?? parseResponse(response, TokenWire, attempted);
}
