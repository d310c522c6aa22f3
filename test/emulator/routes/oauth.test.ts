import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Emulator } from "../../../emulator/index.ts";
import { federate, identityToken, serviceAccount, type TestRule } from "../identityToken.ts";
import { emulate, errorOf, type HttpResponse, part, send } from "../setup.ts";

const betas = "oauth-2025-04-20,oidc-federation-2026-04-01";
const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";

function exchange(
  emulator: Emulator,
  changes: Record<string, unknown> = {},
  headers: Record<string, string | null> = {},
): Promise<HttpResponse> {
  return send(emulator, "POST /v1/oauth/token", {
    body: {
      grant_type,
      assertion: identityToken(emulator),
      federation_rule_id: "fdrl_01Main",
      organization_id: emulator.organization().id,
      service_account_id: serviceAccount,
      ...changes,
    },
    headers: { "x-api-key": null, "anthropic-version": null, "anthropic-beta": betas, ...headers },
  });
}

async function start(rule: Partial<TestRule> = {}) {
  const emulator = await emulate();
  federate(emulator, rule);
  const bearer = async (response: HttpResponse) => {
    const authorization = `Bearer ${String(part(response.body, "access_token"))}`;
    const headers = { "x-api-key": null, authorization };
    return (await send(emulator, "GET /v1/organizations/me", { headers })).status;
  };
  const errorFor = async (claims: Record<string, unknown>, header = {}) =>
    errorOf(await exchange(emulator, { assertion: identityToken(emulator, claims, header) }));
  return { emulator, bearer, errorFor };
}

const failed = {
  status: 401,
  type: "authentication_error",
  code: undefined,
  message: "Authentication failed",
};

describe("the token exchange", () => {
  it("returns a token of the organization with the lifetime of the rule", async () => {
    const { emulator, bearer } = await start({ token_lifetime_seconds: 600 });
    const response = await exchange(emulator);
    expect(response).toMatchObject({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^sk-ant-oat01-/),
        token_type: "Bearer",
        expires_in: 600,
        scope: "org:admin",
      },
    });
    emulator.clock.advance({ seconds: 590 });
    expect(await bearer(response)).toBe(200);
    emulator.clock.advance({ seconds: 10 });
    expect(await bearer(response)).toBe(401);
  });

  it("serves the official SDK, which reads the token file again after expiry", async () => {
    const { emulator } = await start();
    const folder = await mkdtemp(join(tmpdir(), "identity-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "token");
    const client = new Anthropic({
      baseURL: emulator.url,
      apiKey: null,
      authToken: null,
      config: {
        organization_id: emulator.organization().id,
        authentication: {
          type: "oidc_federation",
          federation_rule_id: "fdrl_01Main",
          service_account_id: serviceAccount,
          identity_token: { source: "file", path },
        },
      },
    });
    await writeFile(path, identityToken(emulator));
    expect((await client.organization.retrieve()).id).toBe(emulator.organization().id);
    emulator.clock.advance({ hours: 2 });
    await writeFile(path, identityToken(emulator));
    expect((await client.organization.retrieve()).id).toBe(emulator.organization().id);
    expect(emulator.requests.map(({ path: requested, status }) => `${requested} ${status}`)).toEqual([
      "/v1/oauth/token 200",
      "/v1/organizations/me 200",
      "/v1/organizations/me 401",
      "/v1/oauth/token 200",
      "/v1/organizations/me 200",
    ]);
  });

  it("returns a token that the Admin API rejects if the scope is not org:admin", async () => {
    const { emulator, bearer } = await start({ oauth_scope: "workspace:developer" });
    const response = await exchange(emulator);
    expect(part(response.body, "scope")).toBe("workspace:developer");
    expect(await bearer(response)).toBe(403);
  });

  it.each([
    ["another issuer", { iss: "https://ci.example.com/" }],
    ["another subject", { sub: "repo:acme/website:ref:refs/heads/main" }],
    ["another audience", { aud: "https://example.com" }],
    ["an expiry in the past", { exp: 1_000 }],
    ["a start in the future", { nbf: 33_000_000_000 }],
    ["no expiry", { exp: undefined }],
    ["no subject", { sub: undefined }],
  ])("rejects an identity token with %s without a reason", async (_, claims) => {
    const { errorFor } = await start();
    expect(await errorFor(claims)).toEqual(failed);
  });

  it("rejects an identity token with a lifetime of more than an hour", async () => {
    const { emulator, errorFor } = await start();
    const iat = Math.floor(emulator.clock.now().getTime() / 1000);
    expect(await errorFor({ iat, exp: iat + 3_601 })).toEqual(failed);
  });

  it.each([["HS256"], ["none"]])("rejects an identity token that is signed with %s", async (alg) => {
    const { errorFor } = await start();
    expect(await errorFor({}, { alg })).toEqual(failed);
  });

  it("accepts one audience of several, and compares other claims exactly", async () => {
    const { emulator } = await start({ match: { audience: "b", claims: { ref: "main" } } });
    const requested = (claims: Record<string, unknown>) =>
      exchange(emulator, { assertion: identityToken(emulator, claims) });
    expect((await requested({ aud: ["a", "b"], ref: "main" })).status).toBe(200);
    expect((await requested({ aud: ["a", "b"], ref: "Main" })).status).toBe(401);
    expect((await requested({ aud: ["a"], ref: "main" })).status).toBe(401);
  });

  it.each([
    ["another rule", { federation_rule_id: "fdrl_01Other" }],
    ["another organization", { organization_id: "00000000-0000-4000-8000-000000000000" }],
    ["another service account", { service_account_id: "svac_01Other" }],
    ["something that is not a JSON web token", { assertion: "hunter2" }],
    ["half of a JSON web token", { assertion: "e30.e30" }],
  ])("rejects %s without a reason", async (_, changes) => {
    const { emulator } = await start();
    expect(errorOf(await exchange(emulator, changes))).toEqual(failed);
  });

  it("rejects the second use of an identity token with a `jti`, unless the rule allows it", async () => {
    const { emulator } = await start();
    const assertion = identityToken(emulator);
    expect((await exchange(emulator, { assertion })).status).toBe(200);
    expect(errorOf(await exchange(emulator, { assertion }))).toEqual(failed);
    const without = identityToken(emulator, { jti: undefined });
    expect((await exchange(emulator, { assertion: without })).status).toBe(200);
    expect((await exchange(emulator, { assertion: without })).status).toBe(200);
    federate(emulator, { check_jti: false });
    expect((await exchange(emulator, { assertion })).status).toBe(200);
  });

  it("requires a workspace if the rule is enabled for several", async () => {
    const { emulator } = await start();
    const actions = emulator.organization().console;
    const [one, two, three] = ["one", "two", "three"].map((name) => actions.createWorkspace({ name }).id);
    const status = async (workspace_id?: string) => (await exchange(emulator, { workspace_id })).status;
    for (const id of [one, two, three]) {
      actions.setServiceAccountMember(id ?? "", serviceAccount, "workspace_developer");
    }
    actions.updateFederationRule("fdrl_01Main", { workspaces: [one ?? "", two ?? ""] });
    expect(await status()).toBe(401);
    expect(await status(three)).toBe(401);
    expect(await status("default")).toBe(401);
    expect(await status(two)).toBe(200);
    actions.updateFederationRule("fdrl_01Main", { appliesToAllWorkspaces: true });
    expect(await status()).toBe(401);
    expect(await status("default")).toBe(200);
    expect(await status(three)).toBe(200);
    actions.archiveWorkspace(two ?? "");
    expect(await status(two)).toBe(401);
  });

  it("evaluates the condition of the rule", async () => {
    const condition = 'claims.ref == "main" && claims.attempt == 1';
    const { emulator } = await start({ match: { condition } });
    const status = async (claims: Record<string, unknown>) =>
      (await exchange(emulator, { assertion: identityToken(emulator, claims) })).status;
    expect(await status({ ref: "main", attempt: 1 })).toBe(200);
    expect(await status({ ref: "main", attempt: 2 })).toBe(401);
    expect(await status({ attempt: 1 })).toBe(401);
  });

  it("requires the audience of the API if the rule has none", async () => {
    const { errorFor } = await start({ match: { subject_prefix: "repo:acme/*" } });
    expect(await errorFor({ aud: "https://github.com/acme" })).toEqual(failed);
    expect(await errorFor({})).toMatchObject({ status: 200 });
  });

  it("returns a token that lives at most twice as long as the identity token", async () => {
    const { emulator } = await start();
    const iat = Math.floor(emulator.clock.now().getTime() / 1000);
    const expiry = async (seconds: number) => {
      const assertion = identityToken(emulator, { iat, exp: iat + seconds });
      return part((await exchange(emulator, { assertion })).body, "expires_in");
    };
    expect(await expiry(3_600)).toBe(3_600);
    expect(await expiry(20)).toBe(60);
    const half = Number(await expiry(300));
    expect(half).toBeGreaterThan(580);
    expect(half).toBeLessThanOrEqual(600);
  });

  it("rejects tokens that live longer than the issuer allows", async () => {
    const { emulator } = await start({ max_jwt_lifetime_seconds: 7_200 });
    const iat = Math.floor(emulator.clock.now().getTime() / 1000);
    const status = async (exp: number) =>
      (await exchange(emulator, { assertion: identityToken(emulator, { iat, exp }) })).status;
    expect(await status(iat + 7_200)).toBe(200);
    expect(await status(iat + 7_201)).toBe(401);
  });

  it("checks the signature with the inline keys of the issuer", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = { ...publicKey.export({ format: "jwk" }), kid: "1" };
    const { emulator, errorFor } = await start({ jwks: { type: "inline", keys: [key] } });
    expect(await errorFor({})).toEqual(failed);
    const text = identityToken(emulator, {}, { alg: "ES256" }).split(".").slice(0, 2).join(".");
    const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
    const assertion = `${text}.${signature.toString("base64url")}`;
    expect((await exchange(emulator, { assertion })).status).toBe(200);
  });

  it("requires that the service account is a member of the workspace", async () => {
    const { emulator } = await start();
    const { console: actions, load, state } = emulator.organization();
    const { id } = actions.createWorkspace({ name: "Robots" });
    actions.updateFederationRule("fdrl_01Main", { workspaces: ["Robots"] });
    expect((await exchange(emulator)).status).toBe(401);
    actions.setServiceAccountMember("Robots", serviceAccount, "workspace_user");
    expect((await exchange(emulator)).status).toBe(200);
    expect((await exchange(emulator, { workspace_id: id })).status).toBe(200);
    expect((await exchange(emulator, { workspace_id: "default" })).status).toBe(401);
    // A rule of an early version of the API has its workspace in no list.
    load({
      ...state(),
      federation_rules: state().federation_rules.map((rule) => ({ ...rule, workspace_ids: [] })),
    });
    expect((await exchange(emulator)).status).toBe(200);
  });

  it("returns a token without access if the service account is not an admin", async () => {
    const { emulator, bearer } = await start();
    emulator.organization().console.updateServiceAccount(serviceAccount, { role: "developer" });
    expect(await bearer(await exchange(emulator))).toBe(403);
  });

  it("stops when the rule is archived", async () => {
    const { emulator, bearer } = await start();
    const before = await exchange(emulator);
    emulator.organization().console.archiveFederationRule("fdrl_01Main");
    expect(errorOf(await exchange(emulator))).toEqual(failed);
    // Tokens that were issued before stay valid.
    expect(await bearer(before)).toBe(200);
  });

  it.each([
    ["without its beta headers", {}, { "anthropic-beta": "oauth-2025-04-20" }, "anthropic-beta"],
    ["with another grant type", { grant_type: "password" }, {}, "grant_type"],
    ["with a malformed rule", { federation_rule_id: "main" }, {}, "federation_rule_id"],
    ["with a malformed organization", { organization_id: "acme" }, {}, "organization_id"],
    ["with a malformed service account", { service_account_id: "user_01a" }, {}, "service_account_id"],
    ["without a service account", { service_account_id: undefined }, {}, "service_account_id"],
    ["with a malformed workspace", { workspace_id: "Research" }, {}, "workspace_id"],
    ["with an assertion that is too long", { assertion: "a".repeat(16_385) }, {}, "assertion"],
    ["with an unknown field", { scope: "org:admin" }, {}, "scope"],
  ])("names the field of a request %s", async (_, changes, headers, named) => {
    const { emulator } = await start();
    const { status, message } = errorOf(await exchange(emulator, changes, headers));
    expect({ status, message }).toEqual({ status: 400, message: expect.stringContaining(named) });
  });

  it("the token exchange is logged without the identity token", async () => {
    const { emulator } = await start();
    const assertion = identityToken(emulator);
    await exchange(emulator, { assertion });
    const headers = { "x-api-key": null, "content-type": "application/json" };
    await send(emulator, "POST /v1/oauth/token", { raw: assertion, headers });
    expect(emulator.requests).toHaveLength(2);
    expect(JSON.stringify(emulator.requests)).not.toContain(assertion.slice(0, 20));
    expect(emulator.requests[0]?.body).toMatchObject({ assertion: "[identity token]" });
  });

  it("the token exchange works after the Admin key is revoked", async () => {
    const { emulator, bearer } = await start();
    emulator.organization().credentials.revoke(emulator.adminKey);
    expect(await bearer(await exchange(emulator))).toBe(200);
  });
});
