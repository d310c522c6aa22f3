import type { CredentialKind } from "../../provider/api/credential.ts";
import { quoted } from "../output/phrases.ts";
import type { Access, ComponentVersion, Report } from "./report.ts";

const kinds: Readonly<Record<CredentialKind, string>> = {
  adminKey: "Admin API key",
  enterpriseKey: "Key of a Claude Enterprise organization",
  oauthToken: "OAuth token",
  // `source` names the token exchange.
  federation: "OAuth token",
};

/** The report for a terminal. */
export function textOf(report: Report): string {
  const { api, proxy, stack, access, versions, problems } = report;
  return [
    `Credential    ${credentialText(report)}`,
    `API           ${api ?? "unknown"}${proxy === undefined ? "" : `, through the proxy ${proxy.address} from ${proxy.source}`}`,
    `Organization  ${organizationText(report)}`,
    `Stack         ${stack ?? "none, so no settings apply"}`,
    ...(access.length === 0 ? [] : ["", ...accessLines(access)]),
    "",
    "Versions",
    ...versions.map(versionLine),
    ...(problems.length === 0 ? [] : ["", "Problems", ...problems.map((problem) => `  - ${problem}`)]),
  ].join("\n");
}

function credentialText({ credential }: Report): string {
  if (credential === undefined) return "none";
  const { kind, source, detail } = credential;
  return `${kinds[kind]} from ${source}${detail === undefined ? "" : `: ${detail}`}`;
}

function organizationText({ organization }: Report): string {
  if (organization === undefined) return "unknown";
  const { id, name, expected } = organization;
  const known = name === undefined ? id : `${id} ${quoted(name)}`;
  if (expected === undefined) return `${known}; there is no \`anthropic:organizationId\` to compare it with`;
  return expected === id
    ? `${known}, as \`anthropic:organizationId\` expects`
    : `${known}, but \`anthropic:organizationId\` is ${expected}`;
}

/** One line if nothing can be read, for the same reason. */
function accessLines(access: Report["access"]): string[] {
  const [first] = access;
  const isSame = access.every(({ allowed, reason }) => allowed === false && reason === first?.reason);
  return access.length > 1 && isSame
    ? [`Can read      nothing${first?.reason === undefined ? "" : `: ${first.reason}`}`]
    : ["Can read", ...access.map(accessLine)];
}

function accessLine({ family, allowed, reason }: Access): string {
  const word = allowed === undefined ? "?  " : allowed ? "yes" : "no ";
  return `  ${word} ${family}${reason === undefined ? "" : `: ${reason}`}`;
}

function versionLine({ component, version, fits, reason }: ComponentVersion): string {
  const word = fits === undefined ? "-  " : fits ? "ok " : "no ";
  const known = version === undefined ? component : `${component} ${version}`;
  return `  ${word} ${known}${reason === undefined ? "" : `: ${reason}`}`;
}
