import type { Emulator, FederationRuleSetting } from "../../emulator/index.ts";

/** What CI systems say of their jobs. */
const usual = {
  iss: "https://ci.example.com",
  sub: "repo:acme/infra:ref:refs/heads/main",
  aud: "https://api.anthropic.com",
};

let issued = 0;

/**
 * A JSON web token such as an identity provider issues, each one with another `jti`, and signed by nobody. A claim that
 * is undefined is left out.
 */
export function identityToken(emulator: Emulator, claims: Record<string, unknown> = {}, header = {}): string {
  issued += 1;
  const now = Math.floor(emulator.clock.now().getTime() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [
    part({ alg: "RS256", kid: "1", ...header }),
    part({ ...usual, iat: now, exp: now + 300, jti: `jti-${issued}`, ...claims }),
    "c2lnbmF0dXJl",
  ].join(".");
}

export const serviceAccount = "svac_01Deployer";

/** Lets `identityToken`s be exchanged in the first organization; answers the rule. */
export function federate(
  emulator: Emulator,
  changes: Partial<FederationRuleSetting> = {},
): FederationRuleSetting {
  const rule: FederationRuleSetting = {
    id: "fdrl_01Main",
    issuer_url: usual.iss,
    match: { subject_prefix: "repo:acme/infra:*", audience: usual.aud },
    service_account_id: serviceAccount,
    ...changes,
  };
  emulator.organization().settings.federation_rules = [rule];
  return rule;
}
