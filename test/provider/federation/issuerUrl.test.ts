import { describe, expect, test } from "vitest";
import { impossibleIssuer, unusualIssuer } from "../../../provider/federation/issuerUrl.ts";

const github = "https://token.actions.githubusercontent.com";

describe("the URL of an issuer", () => {
  test.each([
    [`${github}/`, github],
    ["https://Token.Actions.githubusercontent.com", github],
    [`${github}:443`, github],
    ["https://token.actions.githubusercontent.com./", undefined],
    [`${github}/acme-inc/`, `${github}/acme-inc`],
    ["https://github.com", github],
    ["https://gitlab.com/", "https://gitlab.com"],
    ["https://gitlab.com/acme", "https://gitlab.com"],
    ["https://www.gitlab.com", "https://gitlab.com"],
    ["https://buildkite.com", "https://agent.buildkite.com"],
    ["https://app.terraform.io/", "https://app.terraform.io"],
    ["https://accounts.google.com/", "https://accounts.google.com"],
    [`${github}/.well-known/openid-configuration`, github],
    ["https://ci.example.com/a/.well-known/openid-configuration", "https://ci.example.com/a"],
    ["https://ci.example.com/a/.well-known/jwks.json", "https://ci.example.com/a"],
    ["https://ci.example.com?x=1", "https://ci.example.com"],
    ["https://ci.example.com/a#b", "https://ci.example.com/a"],
  ])("%s is rejected, with %s instead", (given, instead) => {
    const reason = impossibleIssuer(given);
    if (instead === undefined) return expect(reason).toBeUndefined();
    expect(reason).toMatch(/^must be exactly the claim `iss` of the identity tokens, which /);
    expect(reason).toMatch(new RegExp(`\\. Write \`${instead.replace(/[.]/g, "\\.")}\`$`));
    // What is advised is not rejected.
    expect([instead, impossibleIssuer(instead)]).toEqual([instead, undefined]);
    expect([instead, unusualIssuer(instead)]).toEqual([instead, undefined]);
  });

  test.each([
    ["https://gitlab.example.com/", "rarely ends with `/`"],
    ["https://acme.auth0.com", "issuers of acme.auth0.com end with `/`"],
    ["https://sts.windows.net/tenant", "issuers of sts.windows.net end with `/`"],
    ["https://CI.example.com/a", "rarely has uppercase letters in its host"],
  ])("%s causes a warning with the document to compare it with", (given, reason) => {
    expect(impossibleIssuer(given)).toBeUndefined();
    expect(unusualIssuer(given)).toContain(reason);
    const document = `${given.replace(/\/$/, "")}/.well-known/openid-configuration`;
    expect(unusualIssuer(given)).toContain(`Compare it with \`issuer\` in ${document}.`);
  });

  test.each([
    github,
    `${github}/acme-inc`,
    "https://token.actions.acme.ghe.com",
    "https://ghes.example.com/_services/token",
    "https://gitlab.example.com/Path",
    "https://acme.auth0.com/",
    "https://sts.windows.net/tenant/",
    "https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B",
    "https://ci.example.com:8443",
    "?",
  ])("%s is accepted without a warning", (given) => {
    expect([impossibleIssuer(given), unusualIssuer(given)]).toEqual([undefined, undefined]);
  });
});
