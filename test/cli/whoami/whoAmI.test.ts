import { describe, expect, it } from "vitest";
import type { Report } from "../../../cli/whoami/report.ts";
import { whoAmI } from "../../../cli/whoami/whoAmI.ts";
import { defaultAdminKey, type EmulatorOptions } from "../../../emulator/index.ts";
import { federate, identityToken, serviceAccount } from "../../emulator/identityToken.ts";
import { newWorkdir, type Workdir, workdirOf } from "../workdir.ts";
import { type StackConfig, withStack } from "./setup.ts";

const other = "12345678-1234-5678-1234-567812345678";

/** Runs the command in a folder without a project. Variables with an undefined value are not set. */
async function reported(
  { io, file, printed, progress }: Workdir,
  { stack, env = {} }: { stack?: string; env?: Record<string, string | undefined> } = {},
): Promise<{ code: number; report: Report; text: string }> {
  const options = { json: "report.json", ...(stack === undefined ? {} : { stack }) };
  const code = await whoAmI({ ...io, env: { PATH: io.cwd, ...io.env, ...env } }, options);
  const text = printed.join("\n");
  const json = await file("report.json");
  expect([text, json, ...progress].join("\n")).not.toMatch(/sk-ant-\w+-\w|eyJ/);
  return { code, report: JSON.parse(json), text };
}

const emulated = (options: EmulatorOptions = {}) =>
  workdirOf({ seed: "sample", warn: () => undefined, ...options });

/** As `emulated`, in a project whose selected stack has this configuration. */
async function inStack(config: StackConfig, decrypted: Record<string, string> = {}) {
  const workdir = await emulated();
  return { ...workdir, io: await withStack(workdir, config, decrypted) };
}

const paths = ({ emulator }: Awaited<ReturnType<typeof emulated>>) =>
  emulator.requests.map(({ method, path }) => `${method} ${path}`);

describe("the credential", () => {
  it("reports the credential with its source, organization and access, with 24 read requests", async () => {
    const workdir = await emulated();
    const { code, report, text } = await reported(workdir);
    const { id } = workdir.emulator.organization();
    expect(code).toBe(0);
    expect(report).toMatchObject({
      version: 1,
      ok: true,
      credential: { source: "ANTHROPIC_ADMIN_KEY", kind: "adminKey" },
      organization: { id, name: "Example Robotics" },
      problems: [],
    });
    expect(text).toContain("Credential    Admin API key from ANTHROPIC_ADMIN_KEY\n");
    expect(paths(workdir)).toHaveLength(24);
    expect(paths(workdir).filter((request) => !request.startsWith("GET "))).toEqual([]);
  });

  it("reports a key of a Claude Enterprise organization, with the scopes that it lacks", async () => {
    const workdir = await emulated({
      seed: {
        version: 1,
        settings: { organization_type: "claude_enterprise" },
        users: [{ email: "owner@example.com", role: "primary_owner" }],
      },
    });
    const full = await reported(workdir);
    expect(full.code).toBe(0);
    expect(full.text).toContain(
      "Credential    Key of a Claude Enterprise organization from ANTHROPIC_ADMIN_KEY\n",
    );
    expect(full.text).toMatch(
      /\n {2}yes users\n {2}yes invitations\n {2}no {2}workspaces: only in Console org/,
    );
    expect(full.text).toContain("\n  yes RBAC groups\n  yes RBAC roles\n");

    const secret = "sk-ant-api01-scoped";
    workdir.emulator.organization().credentials.add({ secret, kind: "scoped", scopes: ["read:members"] });
    const { code, text, report } = await reported(workdir, { env: { ANTHROPIC_ADMIN_KEY: secret } });
    expect(code).toBe(0);
    expect(text).toContain("no  RBAC groups: needs the scope `read:rbac_groups` or `read:org_audit` (403");
    expect(report.access.filter(({ allowed }) => allowed).map(({ family }) => family)).toEqual(
      expect.arrayContaining(["users", "invitations", "RBAC roles"]),
    );
  });

  it("reports a missing credential with the versions and without a request", async () => {
    const workdir = await emulated();
    const { code, report } = await reported(workdir, { env: { ANTHROPIC_ADMIN_KEY: undefined } });
    expect(code).toBe(1);
    expect(report).toMatchObject({ ok: false, access: [] });
    expect(report.credential).toBe(undefined);
    expect(report.problems[0]).toMatch(/^There is no key for the Admin API\. Set the environment variable/);
    expect(report.versions.map(({ component }) => component)).toContain("Node.js");
    expect(paths(workdir)).toEqual([]);
  });

  it.each([
    ["sk-ant-api03-secret", "an ordinary API key"],
    ["hunter2", "not an Anthropic key"],
  ])("sends no credential that is %s", async (key, kind) => {
    const workdir = await emulated();
    const { code, report, text } = await reported(workdir, { env: { ANTHROPIC_ADMIN_KEY: key } });
    expect(code).toBe(1);
    expect(report.problems[0]).toContain(`The key in ANTHROPIC_ADMIN_KEY is ${kind}`);
    expect(text).not.toContain(key);
    expect(paths(workdir)).toEqual([]);
  });

  it("reports a rejected credential and sends no further request", async () => {
    const workdir = await emulated();
    const { code, report } = await reported(workdir, {
      env: { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-revoked" },
    });
    expect(code).toBe(1);
    expect(report.problems).toEqual([
      expect.stringMatching(
        /^cannot read the organization: the API rejected the key \(401 .*neither revoked nor expired\. \[req_\w+\]$/,
      ),
    ]);
    expect(paths(workdir)).toEqual(["GET /v1/organizations/me"]);
  });

  it("reports a credential from federation with its rule, and exchanges one identity token", async () => {
    const workdir = await emulated();
    federate(workdir.emulator);
    const env = {
      ANTHROPIC_ADMIN_KEY: undefined,
      ANTHROPIC_FEDERATION_RULE_ID: "fdrl_01Main",
      ANTHROPIC_ORGANIZATION_ID: workdir.emulator.organization().id,
      ANTHROPIC_SERVICE_ACCOUNT_ID: serviceAccount,
      ANTHROPIC_IDENTITY_TOKEN: identityToken(workdir.emulator),
    };
    const { code, report, text } = await reported(workdir, { env });
    expect(code).toBe(0);
    expect(report.credential).toEqual({
      source: "the token exchange (ANTHROPIC_FEDERATION_RULE_ID)",
      kind: "federation",
      detail: `rule fdrl_01Main, service account ${serviceAccount}, identity token from ANTHROPIC_IDENTITY_TOKEN`,
    });
    expect(text).toContain("Credential    OAuth token from the token exchange");
    expect(paths(workdir).filter((request) => request === "POST /v1/oauth/token")).toHaveLength(1);

    const again = await reported(workdir, { env });
    expect(again.code).toBe(1);
    expect(again.report.problems[0]).toContain("cannot exchange the identity token for an access token");
  });

  it("says in one sentence that a token has the scope of a workload", async () => {
    const workdir = await emulated();
    federate(workdir.emulator, { oauth_scope: "workspace:developer" });
    const { code, report, text } = await reported(workdir, {
      env: {
        ANTHROPIC_ADMIN_KEY: undefined,
        ANTHROPIC_FEDERATION_RULE_ID: "fdrl_01Main",
        ANTHROPIC_ORGANIZATION_ID: workdir.emulator.organization().id,
        ANTHROPIC_SERVICE_ACCOUNT_ID: serviceAccount,
        ANTHROPIC_IDENTITY_TOKEN: identityToken(workdir.emulator),
      },
    });
    expect(code).toBe(1);
    expect(report.problems).toEqual([
      "The token from the token exchange (ANTHROPIC_FEDERATION_RULE_ID) has the scope of a workload: it can use the models in its workspaces, but can neither read nor change the organization. Use a federation rule with the scope `org:admin`, which an admin creates in the Console.",
    ]);
    const reasons = report.access.map(({ allowed, reason }) => [allowed, reason]);
    expect(new Set(reasons.map(String))).toEqual(new Set(["false,needs a token with the scope `org:admin`"]));
    expect(text).toContain("\nCan read      nothing: needs a token with the scope `org:admin`\n");
    expect(text).not.toMatch(/Enterprise|does not meet/);
  });
});

describe("the stack", () => {
  it("compares the credential's organization with the one that the stack configures", async () => {
    const workdir = await emulated();
    const { id } = workdir.emulator.organization();
    const io = await withStack(workdir, { "anthropic:organizationId": { value: id.toUpperCase() } });
    const { code, report, text } = await reported({ ...workdir, io });
    expect({ code, stack: report.stack, expected: report.organization?.expected }).toEqual({
      code: 0,
      stack: "dev",
      expected: id,
    });
    expect(text).toContain("as `anthropic:organizationId` expects");
  });

  it("rejects the key of another organization without checking its access", async () => {
    const workdir = await inStack({ "anthropic:organizationId": { value: other } });
    const { id } = workdir.emulator.organization();
    const { code, report } = await reported(workdir);
    expect(code).toBe(1);
    expect(report.problems[0]).toBe(
      `The credential belongs to organization ${id}, but \`anthropic:organizationId\` is ${other}. Use a key of that organization, or correct the setting.`,
    );
    expect(paths(workdir)).toEqual(["GET /v1/organizations/me"]);
  });

  it("compares the organization in the response headers if the credential has no permission to read its organization", async () => {
    const workdir = await inStack({ "anthropic:organizationId": { value: other } });
    workdir.emulator.faults.add({ kind: "status", path: "/v1/organizations/me", status: 404 });
    const { code, report } = await reported(workdir);
    expect(code).toBe(1);
    expect(report.problems[0]).toContain(`but \`anthropic:organizationId\` is ${other}`);
  });

  it("uses the key of the stack if the environment has none", async () => {
    const config = { "anthropic:adminKey": { secret: true } };
    const env = { ANTHROPIC_ADMIN_KEY: undefined };
    const { code, report } = await reported(
      await inStack(config, { "anthropic:adminKey": defaultAdminKey }),
      {
        env,
      },
    );
    expect({ code, source: report.credential?.source }).toEqual({
      code: 0,
      source: "the secret configuration `anthropic:adminKey`",
    });
    const locked = await reported(await inStack(config), { env });
    expect(locked.code).toBe(1);
    expect(locked.report.problems).toEqual([
      expect.stringContaining("There is no key for the Admin API."),
      "cannot run `pulumi config get anthropic:adminKey --stack dev`: passphrase must be set.",
    ]);
  });

  it("rejects a key in plain text and an invalid setting of the stack, as programs do", async () => {
    const plain = await reported(await inStack({ "anthropic:adminKey": { value: defaultAdminKey } }));
    expect(plain.code).toBe(1);
    expect(plain.report.problems[0]).toContain("in plain text, so programs reject it.");
    const invalid = await reported(await inStack({ "anthropic:maxArchives": { value: "many" } }));
    expect(invalid.code).toBe(1);
    expect(invalid.report.problems).toEqual([
      'anthropic:maxArchives must be an integer of at least 0, not "many".',
    ]);
  });

  it("requires a readable stack only if `--stack` names one", async () => {
    const named = await reported(await inStack({}), { stack: "nope" });
    expect({ code: named.code, allowed: named.report.access[0]?.allowed }).toEqual({
      code: 1,
      allowed: true,
    });
    expect(named.report.problems).toEqual([
      "cannot run `pulumi config --json --stack nope`: no stack named nope found.",
    ]);
    const workdir = await emulated();
    await workdir.write("Pulumi.yaml", "name: acme\n");
    const { code, report } = await reported(workdir);
    expect(code).toBe(0);
    expect(report.problems[0]).toContain("cannot find `pulumi` on the PATH.");
  });
});

describe("the network", () => {
  it("reports a proxy that responds instead of the API", async () => {
    const workdir = await emulated();
    workdir.emulator.faults.add({ kind: "htmlAfter", times: 99 });
    const { code, report } = await reported(workdir);
    expect(code).toBe(1);
    expect(report.problems[0]).toContain("the response is not from the API (200 text/html");
    expect(new Set(paths(workdir))).toEqual(new Set(["GET /v1/organizations/me"]));
  });

  it("reports an API host that refuses connections", async () => {
    // The port of a stopped emulator may be that of another test by now.
    const env = { ANTHROPIC_ADMIN_BASE_URL: "http://127.0.0.1:1" };
    const { code, report } = await reported(await emulated(), { env });
    expect(code).toBe(1);
    expect(report.credential?.source).toBe("ANTHROPIC_ADMIN_KEY");
    expect(report.problems[0]).toMatch(/could not be reached \(ECONNREFUSED\), so nothing was sent\./);
  });

  it("reports responses of two organizations", async () => {
    const workdir = await emulated();
    const body = { type: "organization", id: other, name: "Other" };
    workdir.emulator.faults.add({ kind: "status", path: "/v1/organizations/me", status: 200, body });
    const { code, report } = await reported(workdir);
    expect(code).toBe(1);
    expect(report.problems[0]).toContain(
      `The responses came from two organizations, ${other} and ${workdir.emulator.organization().id}.`,
    );
  });

  it("reports single failed requests and checks the other families", async () => {
    const workdir = await emulated();
    workdir.emulator.faults.add({ kind: "cutJson", path: "/v1/organizations/users", times: 9 });
    const { code, report } = await reported(workdir);
    expect(code).toBe(0);
    expect(report.problems[0]).toContain("cannot read the users: the response is not from the API");
    expect(report.access.filter(({ allowed }) => allowed).length).toBeGreaterThan(8);
  });
});

it("rejects a folder that does not exist", async () => {
  const { io } = await newWorkdir();
  await expect(whoAmI({ ...io, cwd: `${io.cwd}/nowhere` }, {})).rejects.toThrow(
    `the folder ${io.cwd}/nowhere does not exist. Name another one with -C.`,
  );
});
