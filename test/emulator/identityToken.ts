import type { Emulator, FederationMatchJson, JwksJson } from "../../emulator/index.ts";

/** Claims as CI systems set them for their jobs. */
const defaultClaims = {
  iss: "https://ci.example.com",
  sub: "repo:acme/infra:ref:refs/heads/main",
  aud: "https://api.anthropic.com",
};

let issued = 0;

/**
 * A JSON web token of an identity provider with its own `jti` and an invalid signature. A claim that is undefined is
 * omitted.
 */
export function identityToken(emulator: Emulator, claims: Record<string, unknown> = {}, header = {}): string {
  issued += 1;
  const now = Math.floor(emulator.clock.now().getTime() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [
    part({ alg: "RS256", kid: "1", ...header }),
    part({ ...defaultClaims, iat: now, exp: now + 1_800, jti: `jti-${issued}`, ...claims }),
    "c2lnbmF0dXJl",
  ].join(".");
}

export const serviceAccount = "svac_01Deployer";

/** A rule with its own issuer and service account. */
export interface TestRule {
  id: string;
  issuer_url: string;
  match: FederationMatchJson;
  service_account_id: string;
  oauth_scope?: string;
  token_lifetime_seconds?: number;
  /** The default workspace by default. */
  workspace_ids?: string[];
  check_jti?: boolean;
  jwks?: JwksJson;
  max_jwt_lifetime_seconds?: number;
}

/** Replaces the federation of the first organization with one rule for `identityToken`s, and returns it. */
export function federate(emulator: Emulator, changes: Partial<TestRule> = {}): TestRule {
  const rule: TestRule = {
    id: "fdrl_01Main",
    issuer_url: defaultClaims.iss,
    match: { subject_prefix: "repo:acme/infra:*", audience: defaultClaims.aud },
    service_account_id: serviceAccount,
    ...changes,
  };
  federateAs(emulator, [rule]);
  return rule;
}

/** Replaces the federation of the first organization with these rules. The service accounts have the role `admin`. */
export function federateAs(emulator: Emulator, rules: readonly TestRule[]): void {
  const organization = emulator.organization();
  const nameOf = (id: string) => id.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  organization.load({
    ...organization.state(),
    service_accounts: rules.map(({ service_account_id: id }) => ({
      id,
      name: nameOf(id),
      organization_role: "admin",
    })),
    federation_issuers: rules.map(({ id, issuer_url, check_jti, jwks, max_jwt_lifetime_seconds }) => ({
      name: nameOf(id),
      issuer_url,
      check_jti,
      jwks,
      max_jwt_lifetime_seconds,
    })),
    federation_rules: rules.map(({ id, match, service_account_id, workspace_ids, ...rule }) => ({
      id,
      name: nameOf(id),
      issuer_id: nameOf(id),
      match,
      target: { service_account_id },
      oauth_scope: rule.oauth_scope ?? "org:admin",
      token_lifetime_seconds: rule.token_lifetime_seconds,
      workspace_ids,
    })),
    service_account_members: rules.flatMap(({ service_account_id, workspace_ids = [] }) =>
      workspace_ids
        .filter((workspace_id) => workspace_id !== "Default")
        .map((workspace_id) => ({
          workspace_id,
          service_account_id,
          workspace_role: "workspace_developer" as const,
        })),
    ),
  });
}
