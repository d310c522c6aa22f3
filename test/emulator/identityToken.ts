import type { Emulator, FederationRuleSetting } from "../../emulator/index.ts";

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
    part({ ...defaultClaims, iat: now, exp: now + 300, jti: `jti-${issued}`, ...claims }),
    "c2lnbmF0dXJl",
  ].join(".");
}

export const serviceAccount = "svac_01Deployer";

/** Adds a federation rule for `identityToken`s to the first organization and returns it. */
export function federate(
  emulator: Emulator,
  changes: Partial<FederationRuleSetting> = {},
): FederationRuleSetting {
  const rule: FederationRuleSetting = {
    id: "fdrl_01Main",
    issuer_url: defaultClaims.iss,
    match: { subject_prefix: "repo:acme/infra:*", audience: defaultClaims.aud },
    service_account_id: serviceAccount,
    ...changes,
  };
  emulator.organization().settings.federation_rules = [rule];
  return rule;
}
