import { sharedIssuers } from "./sharedIssuers.ts";

/** Hosts of well-known services whose identity tokens come from an issuer of another URL. */
const otherHosts: Readonly<Record<string, string>> = {
  "github.com": "https://token.actions.githubusercontent.com",
  "www.github.com": "https://token.actions.githubusercontent.com",
  "api.github.com": "https://token.actions.githubusercontent.com",
  "www.gitlab.com": "https://gitlab.com",
  "buildkite.com": "https://agent.buildkite.com",
  "www.buildkite.com": "https://agent.buildkite.com",
  "api.buildkite.com": "https://agent.buildkite.com",
  "terraform.io": "https://app.terraform.io",
  "www.google.com": "https://accounts.google.com",
};

/** Hosts whose issuers end with `/`. */
const withSlash = /(^|\.)auth0\.com$|^sts\.windows\.net$/;

/** Why no identity token can have this URL as its claim `iss`, and what to write. Undefined if one may. */
export function impossibleIssuer(issuerUrl: string): string | undefined {
  const url = URL.canParse(issuerUrl) ? new URL(issuerUrl) : undefined;
  if (url === undefined) return undefined;
  const never = (why: string, instead: string) =>
    `must be exactly the claim \`iss\` of the identity tokens, which ${why}. Write \`${instead}\``;
  const discovery = /^(.*?)\/*\/\.well-known\/(?:openid-configuration|jwks)[^?#]*$/.exec(issuerUrl);
  if (discovery?.[1] !== undefined)
    return never("is not the address of the discovery document", discovery[1]);
  if (/[\s?#]/.test(issuerUrl)) {
    return never("has no spaces, query or fragment", issuerUrl.replace(/[\s?#].*$/s, ""));
  }
  const other = otherHosts[url.hostname];
  if (other !== undefined) return never(`is \`${other}\` for this service`, other);
  for (const { url: known, hasEnterpriseIssuers } of sharedIssuers) {
    const { hostname } = new URL(known);
    if (url.hostname !== hostname || issuerUrl === known) continue;
    const wanted = hasEnterpriseIssuers ? `${known}${url.pathname.replace(/\/+$/, "")}` : known;
    if (issuerUrl !== wanted) return never(`is \`${wanted}\``, wanted);
  }
  return undefined;
}

/** Why the tokens of an issuer probably have another claim `iss`, and what to check. Undefined without a reason. */
export function unusualIssuer(issuerUrl: string): string | undefined {
  const url = URL.canParse(issuerUrl) ? new URL(issuerUrl) : undefined;
  if (url === undefined) return undefined;
  const check = (base: string) =>
    `Compare it with \`issuer\` in ${base.replace(/\/+$/, "")}/.well-known/openid-configuration.`;
  const endsWithSlash = issuerUrl.endsWith("/");
  if (withSlash.test(url.hostname)) {
    return endsWithSlash
      ? undefined
      : `\`issuerUrl\` is compared exactly with the claim \`iss\`, and issuers of ${url.hostname} end with \`/\`. ${check(issuerUrl)}`;
  }
  if (endsWithSlash) {
    return `\`issuerUrl\` is compared exactly with the claim \`iss\`, which rarely ends with \`/\`. ${check(issuerUrl)}`;
  }
  const origin = issuerUrl.slice(0, issuerUrl.length - (url.pathname === "/" ? 0 : url.pathname.length));
  return origin === origin.toLowerCase()
    ? undefined
    : `\`issuerUrl\` is compared exactly with the claim \`iss\`, which rarely has uppercase letters in its host. ${check(issuerUrl)}`;
}
