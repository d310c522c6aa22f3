import { stat } from "node:fs/promises";
import { resolveBaseUrl } from "../../provider/api/address.ts";
import { Client } from "../../provider/api/client.ts";
import type { Credential } from "../../provider/api/credential.ts";
import { resolveCredential } from "../../provider/api/credentials.ts";
import { jsonText } from "../../provider/api/foreignText.ts";
import { routeTo } from "../../provider/api/route.ts";
import { UserError } from "../../provider/errors.ts";
import { readSettings, type Settings } from "../../provider/settings/config.ts";
import { version } from "../../provider/version.ts";
import { exitCodes } from "../output/exitCodes.ts";
import type { Io } from "../output/io.ts";
import { writeReports } from "../output/writeReports.ts";
import { plainKey } from "../states/decryptedSettings.ts";
import { checkAccess, identify } from "./access.ts";
import type { Report } from "./report.ts";
import { type StackSettings, stackSettings } from "./stackSettings.ts";
import { textOf } from "./text.ts";
import { componentVersions } from "./versions.ts";

/** The options of `pulumi-anthropic whoami`. */
export interface WhoAmIOptions {
  /** By default the selected stack, if there is one. */
  readonly stack?: string;
  /** The file for the report as JSON. */
  readonly json?: string;
}

/** Reports the credential, its organization and access, and the installed versions. Returns the exit code. */
export async function whoAmI(io: Io, { stack, json }: WhoAmIOptions): Promise<number> {
  const isFolder = await stat(io.cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UserError(`the folder ${io.cwd} does not exist. Name another one with -C.`);
  const report = await reportOn(io, stack);
  await writeReports(io, () => textOf(report), [{ file: json, text: () => jsonText(report, 2) }]);
  return report.ok ? exitCodes.ok : exitCodes.error;
}

type Found = Pick<Report, "ok" | "credential" | "api" | "proxy" | "organization" | "access" | "problems">;

async function reportOn(io: Io, named: string | undefined): Promise<Report> {
  const [versions, stack] = await Promise.all([componentVersions(io), stackSettings(io, named)]);
  const found = await credentialOn(io, stack);
  // Without the settings of a named stack, the expected organization is unknown.
  const complete = named === undefined || stack.problems.length === 0;
  return {
    version: 1,
    ...found,
    ok: found.ok && complete,
    stack: stack.stack,
    versions,
    problems: [...found.problems, ...stack.problems],
  };
}

const nothing: Found = {
  ok: false,
  credential: undefined,
  api: undefined,
  proxy: undefined,
  organization: undefined,
  access: [],
  problems: [],
};

/** Reports the credential, its organization and its access. */
async function credentialOn(io: Io, stack: StackSettings): Promise<Found> {
  let found = nothing;
  const failed = (problem: string): Found => ({ ...found, problems: [problem] });
  try {
    const settings = readSettings(stack.read, io.env);
    const baseUrl = resolveBaseUrl({ env: io.env, configured: settings.baseUrl });
    found = { ...found, api: baseUrl.href.replace(/\/$/, "") };
    const { proxy } = routeTo(baseUrl, io.env);
    if (proxy !== undefined) found = { ...found, proxy: { address: proxy.address, source: proxy.variable } };
    if (stack.plainKey) return failed(plainKey);
    const { adminKeyVariable: keyVariable, adminKey } = settings;
    const credential = resolveCredential({ env: io.env, keyVariable, adminKey, baseUrl });
    const { source, kind, detail } = credential;
    found = { ...found, credential: { source, kind, detail } };
    return { ...found, ...(await responsesTo(io, credential, baseUrl, settings)) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return failed(error.message);
  }
}

async function responsesTo(
  io: Io,
  credential: Credential,
  baseUrl: URL,
  { requestsPerMinute, organizationId: expected }: Settings,
): Promise<Pick<Found, "ok" | "organization" | "access" | "problems">> {
  const newClient = (used: Credential) =>
    new Client({
      baseUrl,
      route: routeTo(baseUrl, io.env),
      credential: () => used,
      requestsPerMinute,
      notify: io.progress,
      userAgent: `pulumi-anthropic/${version}`,
      timeouts: { headers: 15_000, body: 15_000, total: 30_000 },
    });
  io.progress("Reading the organization of the credential ...");
  const { access: own, id, name, now, failure } = await identify(newClient(credential));
  const organization = id === undefined ? undefined : { id, name, expected };
  if (failure !== undefined) {
    return { ok: false, organization, access: [own], problems: [failure.message] };
  }
  if (id !== undefined && expected !== undefined && id !== expected) {
    return { ok: false, organization, access: [own], problems: [otherOrganization(id, expected)] };
  }

  io.progress("Checking the access of the credential ...");
  const checked = await checkAccess(() => newClient(withoutRenewal(credential)), credential.kind, now);
  const found = [own, ...checked.access];
  const actual = id ?? checked.organization;
  const changed = id !== undefined && checked.organization !== undefined && checked.organization !== id;
  const usable = found.some(({ allowed }) => allowed === true);
  const isWorkload = !usable && isToken(credential) && checked.isForbidden && checked.failure === undefined;
  // The API gives the same reason for each family, also for those that the organization does not have.
  const access = isWorkload
    ? found.map(({ family, path }) => ({ family, path, allowed: false, reason: needsScope }))
    : found;
  const problems = [
    ...(changed ? [twoOrganizations(id, checked.organization, baseUrl.host)] : []),
    ...(usable
      ? []
      : [
          `${isWorkload ? workloadScope(credential) : `The credential from ${credential.source} has no access to any endpoint.`} ${advice[credential.kind]}`,
        ]),
    ...(expected !== undefined && actual === undefined ? [unknownOrganization] : []),
    ...(expected !== undefined && actual !== undefined && actual !== expected
      ? [otherOrganization(actual, expected)]
      : []),
    ...(checked.failure === undefined ? [] : [checked.failure.message]),
  ];
  return {
    ok: usable && !changed && (expected === undefined || actual === expected),
    organization: actual === undefined ? undefined : { id: actual, name, expected },
    access,
    problems,
  };
}

function isToken({ kind }: Credential): boolean {
  return kind === "oauthToken" || kind === "federation";
}

const needsScope = "needs a token with the scope `org:admin`";

function workloadScope({ source }: Credential): string {
  return `The token from ${source} has the scope of a workload: it can use the models in its workspaces, but can neither read nor change the organization.`;
}

const useAdminKey = "Use an Admin API key.";

/** What to use instead of a credential without any access. */
const advice: Readonly<Record<Credential["kind"], string>> = {
  adminKey: useAdminKey,
  enterpriseKey: useAdminKey,
  oauthToken: "Use a token with the scope `org:admin`, such as one from `ant auth login --scope org:admin`.",
  federation: "Use a federation rule with the scope `org:admin`, which an admin creates in the Console.",
};

function twoOrganizations(one: string, other: string, host: string): string {
  return `The responses came from two organizations, ${one} and ${other}. Check the key and any proxy in front of ${host}, then run the command again.`;
}

const unknownOrganization =
  "The credential has no permission to read its organization, so `anthropic:organizationId` cannot be checked.";

function otherOrganization(actual: string, expected: string): string {
  return `The credential belongs to organization ${actual}, but \`anthropic:organizationId\` is ${expected}. Use a key of that organization, or correct the setting.`;
}

/** The same credential without renewal, so that a rejection by one family of endpoints uses no further identity token. */
function withoutRenewal(credential: Credential): Credential {
  const { source, kind, todo } = credential;
  return { source, kind, ...(todo === undefined ? {} : { todo }), token: () => credential.token() };
}
