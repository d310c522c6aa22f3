import { describe, expect, it } from "vitest";
import { emulate, errorOf, send } from "./setup.ts";

const me = "GET /v1/organizations/me";

async function start() {
  const emulator = await emulate({ seed: "sample" });
  const { credentials, console: people } = emulator.organization();
  const status = async (headers: Record<string, string | null>, what = me) =>
    (await send(emulator, what, { headers: { "x-api-key": null, ...headers } })).status;
  const bearer = (secret: string, what = me) => status({ authorization: `Bearer ${secret}` }, what);
  return { emulator, credentials, people, status, bearer };
}

describe("the Admin key", () => {
  it("is taken from either header, or from both when they agree", async () => {
    const { emulator, status } = await start();
    const key = emulator.adminKey;
    expect(await status({ "x-api-key": key })).toBe(200);
    expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
    expect(await status({ "x-api-key": key, authorization: `Bearer ${key}` })).toBe(200);
    expect(await status({ "x-api-key": key, authorization: "Bearer other" })).toBe(400);
  });

  it("missing, malformed or unknown is a 401 that names no organization", async () => {
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

  it("revoked is a 401", async () => {
    const { emulator, credentials, bearer } = await start();
    credentials.revoke(emulator.adminKey);
    expect(await bearer(emulator.adminKey)).toBe(401);
  });
});

describe("an OAuth token", () => {
  it("works as a bearer only, until it expires by the clock", async () => {
    const { emulator, credentials, bearer, status } = await start();
    const secret = "sk-ant-oat01-token";
    const expiresAt = new Date(emulator.clock.now().getTime() + 3_600_000);
    credentials.add({ secret, kind: "oauth", expiresAt });
    expect(await bearer(secret)).toBe(200);
    expect(await status({ "x-api-key": secret })).toBe(401);
    emulator.clock.advance({ hours: 1 });
    expect(await bearer(secret)).toBe(401);
  });

  it("is what the OAuth-only endpoints want, an Admin key is a 401 or 403 there", async () => {
    const { emulator, credentials, bearer } = await start();
    credentials.add({ secret: "sk-ant-oat01-token", kind: "oauth" });
    const only = [
      "GET /v1/organizations/service_accounts",
      "GET /v1/organizations/federation_rules/fdrl_01a",
      "GET /v1/organizations/workspaces/wrkspc_01a/service_accounts",
    ];
    for (const what of only) expect(await bearer(emulator.adminKey, what)).toBe(401);
    emulator.assumptions.adminKeyOnOauthOnly = 403;
    for (const what of only) expect(await bearer(emulator.adminKey, what)).toBe(403);
    for (const what of only) expect(await bearer("sk-ant-oat01-token", what)).toBe(404);
  });
});

describe("an ordinary API key", () => {
  it("works when it is personal and bound to no workspace", async () => {
    const { credentials, bearer } = await start();
    credentials.add({ secret: "sk-ant-api03-personal", kind: "personal" });
    expect(await bearer("sk-ant-api03-personal")).toBe(200);
    expect(await bearer("sk-ant-api03-personal", "GET /v1/organizations/users")).toBe(200);
  });

  it("of a workspace is a 401 or a 403", async () => {
    const { emulator, credentials, bearer } = await start();
    credentials.add({ secret: "sk-ant-api03-workspace", kind: "workspace" });
    expect(await bearer("sk-ant-api03-workspace")).toBe(401);
    emulator.assumptions.workspaceKey = 403;
    expect(await bearer("sk-ant-api03-workspace")).toBe(403);
  });

  it("works while the key it belongs to is active", async () => {
    const { credentials, people, bearer } = await start();
    const { id: apiKeyId } = people.createApiKey({ name: "mine", personal: true });
    credentials.add({ secret: "sk-ant-api03-mine", kind: "personal", apiKeyId });
    expect(await bearer("sk-ant-api03-mine")).toBe(200);
    people.setApiKeyStatus(apiKeyId, "inactive");
    expect(await bearer("sk-ant-api03-mine")).toBe(401);
    people.setApiKeyStatus(apiKeyId, "active");
    expect(await bearer("sk-ant-api03-mine")).toBe(200);
  });

  it("cannot be the same as another, or have a space in it", async () => {
    const { emulator, credentials } = await start();
    expect(() => credentials.add({ secret: emulator.adminKey, kind: "oauth" })).toThrow(
      "This key or token is already a credential of the emulator.",
    );
    expect(() => credentials.add({ secret: "a b", kind: "oauth" })).toThrow("without spaces");
  });
});
