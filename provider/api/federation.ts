import { z } from "zod";
import { NoCredentialError, UserError } from "../errors.ts";
import type { Advice, Attempted } from "./attempt.ts";
import { type Credential, isAdminSecret, Unprintable } from "./credential.ts";
import { described, type IdentitySource, identitySource, identityVariables } from "./identity.ts";
import { failureOf } from "./judge.ts";
import { uuid } from "./objects.ts";
import { type OneOffRequest, sendOneOff } from "./oneOffRequest.ts";
import { parseResponse } from "./parse.ts";
import type { RawResponse } from "./rawResponse.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The header value that goes with every token that is no key. */
export const oauthBeta = "oauth-2025-04-20";
const exchangeBetas = `${oauthBeta},oidc-federation-2026-04-01`;
const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const ruleVariable = "ANTHROPIC_FEDERATION_RULE_ID";
const consolePage = "https://platform.claude.com/settings/workload-identity-federation";

/** Which exchange is asked for: what goes into the request beside the identity token. */
interface Wanted {
  readonly federation_rule_id: string;
  readonly organization_id: string;
  readonly service_account_id: string;
  readonly workspace_id: string | undefined;
}

/**
 * The credential that the federation variables ask for, under the names that the official SDK reads; undefined when they
 * do not. Nothing is exchanged yet.
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
      ...(identity === undefined ? [`an identity token (${sourcesInWords})`] : []),
    ];
    const message = `${ruleVariable} asks for a token exchange, for which ${spoken(missing)} ${missing.length === 1 ? "is" : "are"} missing.`;
    // Without an identity token there is simply no key: jobs of pull requests have none, and their previews need none.
    throw identity === undefined ? new NoCredentialError(message) : new UserError(message);
  }
  mustBe(ruleVariable, /^fdrl_\w+$/.test(rule), "a federation rule's id begins with fdrl_");
  mustBe("ANTHROPIC_ORGANIZATION_ID", uuid.test(organization), "an organization's id is a UUID");
  mustBe(
    "ANTHROPIC_SERVICE_ACCOUNT_ID",
    /^svac_\w+$/.test(account),
    "a service account's id begins with svac_",
  );
  const wellNamed = workspace === undefined || workspace === "default" || /^wrkspc_\w+$/.test(workspace);
  mustBe(
    "ANTHROPIC_WORKSPACE_ID",
    wellNamed,
    "it is a workspace's id, which begins with wrkspc_, or `default`",
  );
  const wanted: Wanted = {
    federation_rule_id: rule,
    organization_id: organization,
    service_account_id: account,
    workspace_id: workspace,
  };
  return new FederatedCredential(wanted, identity, baseUrl);
}

const sourcesInWords = `${identityVariables.join(", ")}, or, in GitHub Actions, \`permissions: id-token: write\``;

// The values are not repeated: somebody may have put something secret there.
function mustBe(variable: string, so: boolean, expected: string): void {
  if (!so)
    throw new UserError(`${variable} cannot be right: ${expected}.`, `Correct it, or unset ${ruleVariable}.`);
}

function spoken(things: readonly string[]): string {
  const last = things.at(-1) ?? "";
  return things.length < 2 ? last : `${things.slice(0, -1).join(", ")} and ${last}`;
}

/** For whoever has no credential at all: what was set for a token exchange, and did not bring one about. */
export function unusedFederation(env: Environment): string[] {
  const set = ["ANTHROPIC_SERVICE_ACCOUNT_ID", ...identityVariables].filter(
    (name) => (env[name]?.trim() ?? "") !== "",
  );
  if (set.length === 0) return [];
  return [
    `${spoken(set)} ${set.length === 1 ? "is" : "are"} set, but ${ruleVariable} is not, so no token was exchanged.`,
  ];
}

/** A token of the organization while it lives. */
interface Held {
  readonly token: string;
  /** In `Date.now()`'s milliseconds; a machine that slept has lost that time as well. */
  readonly endsAt: number;
  readonly renewAt: number;
}

// So much earlier than its end a token is renewed, or a quarter of its life if that is less.
const renewBeforeMs = 120_000;
const retryRenewalMs = 10_000;

/** Exchanges identity tokens for tokens of the organization, each in time before the last one ends. */
class FederatedCredential extends Unprintable implements Credential {
  readonly source = `the token exchange (${ruleVariable})`;
  readonly todo: Advice;
  readonly #wanted: Wanted;
  readonly #identity: IdentitySource;
  readonly #baseUrl: URL;
  #held: Held | undefined;
  #renewal: Promise<string> | undefined;
  /** The identity token of the last exchange, to tell whether the source has brought another one. */
  #used: string | undefined;

  constructor(wanted: Wanted, identity: IdentitySource, baseUrl: URL) {
    super();
    this.#wanted = wanted;
    this.#identity = identity;
    this.#baseUrl = baseUrl;
    const rule = wanted.federation_rule_id;
    this.todo = {
      unauthenticated: `The token was exchanged by rule ${rule}: check in the Console (${consolePage}) that the rule and its service account are not archived, and run \`pulumi up\` again; it resumes where it stopped.`,
      forbidden: `The token was exchanged by rule ${rule}: to administer the organization, the rule needs the scope \`org:admin\` and its service account the organization role \`admin\`, both set in the Console (${consolePage}).`,
    };
  }

  async token(): Promise<string> {
    const held = this.#held;
    if (held !== undefined && Date.now() < held.renewAt) return held.token;
    // One exchange for all who wait: identity tokens are often good for one only.
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    try {
      return await this.#renewal;
    } catch (error) {
      if (held === undefined || held !== this.#held || Date.now() >= held.endsAt) throw error;
      // It could not be renewed early; it is still good, and there is time for another try.
      this.#held = { ...held, renewAt: Math.min(held.endsAt, Date.now() + retryRenewalMs) };
      return held.token;
    }
  }

  refused(token: string): boolean {
    // Many requests may carry a token that is refused: only the first of them finds it held.
    if (this.#held?.token === token) this.#held = undefined;
    return true;
  }

  async #renew(): Promise<string> {
    const askedAt = Date.now();
    const { access_token: token, expires_in: seconds } = await sendOneOff(async () =>
      this.#request(await this.#identity.token()),
    );
    const lifeMs = seconds * 1000;
    const endsAt = askedAt + lifeMs;
    this.#held = { token, endsAt, renewAt: endsAt - Math.min(renewBeforeMs, lifeMs / 4) };
    return token;
  }

  #request(assertion: string): OneOffRequest<z.infer<typeof TokenWire>> {
    const again = assertion === this.#used;
    this.#used = assertion;
    const url = new URL(this.#baseUrl);
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/oauth/token`;
    const attempted: Attempted = {
      doing: "exchange the identity token for a token of the organization",
      write: false,
      host: url.host,
      keySource: this.#identity.name,
      credential: "identity token",
      todo: this.#adviceFor(assertion, again),
      secrets: [assertion],
      progress: { answers: 0, writesDone: 0, writesAsked: 0 },
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
      body: JSON.stringify({ grant_type: grant, assertion, ...this.#wanted }),
      attempted,
      judge: (response) => judge(response, attempted),
    };
  }

  /** The API says only that it refused; the reason is told in the Console, to those who may know. */
  #adviceFor(assertion: string, again: boolean): Advice {
    const { federation_rule_id: rule, organization_id: organization, workspace_id: workspace } = this.#wanted;
    const { service_account_id: account } = this.#wanted;
    const says = described(assertion);
    const reused = again
      ? `${this.#identity.name} gave the same identity token as before, which can be exchanged only once unless the issuer's \`check_jti\` is off: use a source that gives a fresh one each time.`
      : "An identity token can be exchanged only once unless the issuer's `check_jti` is off, and preview and update each exchange one.";
    const sentences = [
      `The API does not say why, but the Console's history does (${consolePage}?tab=history).`,
      `Check that rule ${rule} of organization ${organization} is not archived, is for ${account}, and matches the identity token from ${this.#identity.name}${says === "" ? "" : ` (${says})`}.`,
      reused,
      ...(workspace === undefined
        ? ["If the rule is enabled for several workspaces, set ANTHROPIC_WORKSPACE_ID to one of them."]
        : []),
    ];
    return {
      unauthenticated: sentences.join(" "),
      invalid: `Correct the variable that the API names (${ruleVariable}, ANTHROPIC_ORGANIZATION_ID, ANTHROPIC_SERVICE_ACCOUNT_ID, ANTHROPIC_WORKSPACE_ID) and run again.`,
      not_found: "Check the base URL: what is there exchanges no tokens.",
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
