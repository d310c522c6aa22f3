import { describe, expect, it } from "vitest";
import { emulate, errorOf, send } from "./setup.ts";

const me = "GET /v1/organizations/me";

async function start() {
  const emulator = await emulate({ seed: "sample" });
  const { credentials, console: actions } = emulator.organization();
  const status = async (headers: Record<string, string | null>, what = me) =>
    (await send(emulator, what, { headers: { "x-api-key": null, ...headers } })).status;
  const bearer = (secret: string, what = me) => status({ authorization: `Bearer ${secret}` }, what);
  return { emulator, credentials, actions, status, bearer };
}

it("the Admin key is accepted in x-api-key, in authorization, or in both if they are equal", async () => {
  const { emulator, status } = await start();
  const key = emulator.adminKey;
  expect(await status({ "x-api-key": key })).toBe(200);
  expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
  expect(await status({ "x-api-key": key, authorization: `Bearer ${key}` })).toBe(200);
  expect(await status({ "x-api-key": key, authorization: "Bearer other" })).toBe(400);
});

it("the Admin key gets status 401 without an organization ID if it is missing, malformed or unknown", async () => {
  const { emulator, status } = await start();
  expect(await status({})).toBe(401);
  expect(await status({ authorization: emulator.adminKey })).toBe(401);
  expect(await status({ authorization: `Basic ${emulator.adminKey}` })).toBe(401);
  expect(await status({ "x-api-key": `${emulator.adminKey}x` })).toBe(401);
  const response = await send(emulator, me, { headers: { "x-api-key": "nobody" } });
  expect(errorOf(response)).toMatchObject({ status: 401, type: "authentication_error", code: undefined });
  expect(response.headers.get("anthropic-organization-id")).toBeNull();
  expect(response.headers.get("request-id")).toMatch(/^req_/);
  expect(emulator.requests.at(-1)).toMatchObject({ status: 401, organizationId: undefined });
});

it("the Admin key gets status 401 after it is revoked", async () => {
  const { emulator, credentials, bearer } = await start();
  credentials.revoke(emulator.adminKey);
  expect(await bearer(emulator.adminKey)).toBe(401);
});

it("an OAuth token is accepted only as a bearer token, until it expires by the emulator's clock", async () => {
  const { emulator, credentials, bearer, status } = await start();
  const secret = "sk-ant-oat01-token";
  const expiresAt = new Date(emulator.clock.now().getTime() + 3_600_000);
  credentials.add({ secret, kind: "oauth", expiresAt });
  expect(await bearer(secret)).toBe(200);
  expect(await status({ "x-api-key": secret })).toBe(401);
  emulator.clock.advance({ hours: 1 });
  expect(await bearer(secret)).toBe(401);
});

it("an OAuth token is required by some endpoints, where an Admin key gets status 401 or 403", async () => {
  const { emulator, credentials, bearer } = await start();
  credentials.add({ secret: "sk-ant-oat01-token", kind: "oauth" });
  const only = [
    "GET /v1/organizations/service_accounts/svac_01a",
    "GET /v1/organizations/federation_rules/fdrl_01a",
    "GET /v1/organizations/workspaces/wrkspc_01a/service_accounts",
  ];
  for (const what of only) expect(await bearer(emulator.adminKey, what)).toBe(401);
  emulator.assumptions.adminKeyOnOauthOnly = 403;
  for (const what of only) expect(await bearer(emulator.adminKey, what)).toBe(403);
  for (const what of only) expect(await bearer("sk-ant-oat01-token", what)).toBe(404);
});

describe("an API key that is not an Admin key", () => {
  it("an ordinary API key is accepted if it is personal and has no workspace", async () => {
    const { credentials, bearer } = await start();
    credentials.add({ secret: "sk-ant-api03-personal", kind: "personal" });
    expect(await bearer("sk-ant-api03-personal")).toBe(200);
    expect(await bearer("sk-ant-api03-personal", "GET /v1/organizations/users")).toBe(200);
  });

  it("an ordinary API key gets status 401 or 403 if it belongs to a workspace", async () => {
    const { emulator, credentials, bearer } = await start();
    credentials.add({ secret: "sk-ant-api03-workspace", kind: "workspace" });
    expect(await bearer("sk-ant-api03-workspace")).toBe(401);
    emulator.assumptions.workspaceKey = 403;
    expect(await bearer("sk-ant-api03-workspace")).toBe(403);
  });

  it("an ordinary API key is accepted only while the API key of its credential is active", async () => {
    const { credentials, actions, bearer } = await start();
    const { id: apiKeyId } = actions.createApiKey({ name: "mine", personal: true });
    credentials.add({ secret: "sk-ant-api03-mine", kind: "personal", apiKeyId });
    expect(await bearer("sk-ant-api03-mine")).toBe(200);
    actions.setApiKeyStatus(apiKeyId, "inactive");
    expect(await bearer("sk-ant-api03-mine")).toBe(401);
    actions.setApiKeyStatus(apiKeyId, "active");
    expect(await bearer("sk-ant-api03-mine")).toBe(200);
  });

  it("an ordinary API key can neither be equal to another credential nor contain spaces", async () => {
    const { emulator, credentials } = await start();
    expect(() => credentials.add({ secret: emulator.adminKey, kind: "oauth" })).toThrow(
      "This key or token is already a credential of the emulator.",
    );
    expect(() => credentials.add({ secret: "a b", kind: "oauth" })).toThrow("without spaces");
  });
});
