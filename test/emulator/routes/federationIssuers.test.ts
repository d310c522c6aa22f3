import { describe, expect, it } from "vitest";
import { column, errorOf, part } from "../setup.ts";
import { issuers, startFederation } from "./federation.ts";

const url = "https://new.example.com";

describe("federation issuers", () => {
  it("federation issuers are created, read, listed newest first, changed and archived", async () => {
    const { emulator, call } = await startFederation();
    const created = (await call(`POST ${issuers}`, { name: "new", issuer_url: url })).body;
    expect(created).toMatchObject({
      id: expect.stringMatching(/^fdis_01/),
      type: "federation_issuer",
      name: "new",
      issuer_url: url,
      jwks: { type: "discovery" },
      check_jti: true,
      max_jwt_lifetime_seconds: 3600,
      jwks_polling_disabled_at: null,
      archived_at: null,
    });
    const one = `${issuers}/${String(part(created, "id"))}`;
    expect((await call(`GET ${one}`)).body).toEqual(created);
    expect(column(await call(`GET ${issuers}`), "name")).toEqual(["new", "github", "ci"]);
    expect(column(await call(`GET ${issuers}?include_archived=true`), "name")).toContain("old");
    const jwks = { type: "explicit_url", url: `${url}/keys`, ca_cert_pem: null };
    const changes = { name: "newer", issuer_url: `${url}/v2`, jwks, check_jti: false };
    expect((await call(`POST ${one}`, { ...changes, max_jwt_lifetime_seconds: null })).body).toMatchObject({
      ...changes,
      max_jwt_lifetime_seconds: 3600,
    });
    const archived = (await call(`POST ${one}/archive`)).body;
    emulator.clock.advance({ minutes: 1 });
    expect((await call(`POST ${one}/archive`)).body).toEqual(archived);
    expect((await call(`GET ${one}`)).body).toEqual(archived);
    expect(errorOf(await call(`POST ${one}`, { check_jti: true }))).toMatchObject({
      status: 400,
      message: "The federation issuer is archived",
    });
  });

  const key = { kty: "RSA", kid: "1", n: "AQAB", e: "AQAB" };
  it.each([
    ["a name in use", { name: "ci" }, 409, "A federation issuer named 'ci' already exists"],
    ["the name of an archived one", { name: "old" }, 409, "named 'old' already exists"],
    ["another form of name", { name: "CI" }, 400, "name: String should match pattern"],
    ["a URL without https", { issuer_url: "http://x" }, 400, "issuer_url: url must use https scheme"],
    ["no URL", { issuer_url: undefined }, 400, "issuer_url: Field required"],
    ["another type of keys", { jwks: { type: "file" } }, 400, "jwks.type: Input should be 'discovery'"],
    ["keys of two types", { jwks: { type: "inline", keys: [key], url } }, 400, "jwks.url: Extra inputs"],
    ["no inline keys", { jwks: { type: "inline", keys: [] } }, 400, "List should have at least 1 item"],
    [
      "a private key",
      { jwks: { type: "inline", keys: [{ ...key, d: "x" }] } },
      400,
      "jwks.keys[0].d: Only public keys are accepted",
    ],
    ["a lifetime of 0", { max_jwt_lifetime_seconds: 0 }, 400, "greater than or equal to 1"],
    ["a long lifetime", { max_jwt_lifetime_seconds: 176_401 }, 400, "less than or equal to 176400"],
    ["another field", { jwks_polling_disabled: false }, 400, "jwks_polling_disabled: Extra inputs"],
  ])("reject %s", async (_, body, status, message) => {
    const { call } = await startFederation();
    const response = await call(`POST ${issuers}`, { name: "new", issuer_url: url, ...body });
    expect(errorOf(response)).toMatchObject({ status, message: expect.stringContaining(message) });
  });

  it("federation issuers can take the name of an archived one with `archivedFederationNames`", async () => {
    const { emulator, call } = await startFederation();
    emulator.assumptions.archivedFederationNames = "free";
    expect((await call(`POST ${issuers}`, { name: "old", issuer_url: url })).status).toBe(200);
    expect((await call(`POST ${issuers}`, { name: "old", issuer_url: url })).status).toBe(409);
  });

  it("federation issuers are polled again with `jwks_polling_disabled: false`, and never paused by a client", async () => {
    const { emulator, call } = await startFederation();
    const state = emulator.organization().state();
    emulator.organization().load({
      ...state,
      federation_issuers: state.federation_issuers.map((issuer) => ({
        ...issuer,
        jwks_polling_disabled_at: "2026-01-01T00:00:00Z",
      })),
    });
    expect((await call(`POST ${issuers}/fdis_ci`, { jwks_polling_disabled: true })).status).toBe(400);
    expect((await call(`POST ${issuers}/fdis_ci`, { jwks_polling_disabled: false })).body).toMatchObject({
      jwks_polling_disabled_at: null,
    });
  });

  it("federation issuers cannot be archived while an active rule uses them, nor get the URL of a shared issuer for it", async () => {
    const { call, actions } = await startFederation();
    const rule = { name: "main", issuer: "ci", serviceAccount: "deploy", match: { claims: { job: "x" } } };
    actions.createFederationRule(rule);
    expect(errorOf(await call(`POST ${issuers}/fdis_ci/archive`))).toMatchObject({
      status: 400,
      message: expect.stringContaining("still uses the federation issuer"),
    });
    expect(
      errorOf(await call(`POST ${issuers}/fdis_ci`, { issuer_url: "https://gitlab.com" })),
    ).toMatchObject({ status: 400, message: expect.stringContaining("Rules for GitLab must constrain") });
    actions.archiveFederationRule("main");
    expect((await call(`POST ${issuers}/fdis_ci/archive`)).status).toBe(200);
  });

  it("federation issuers can be changed in the Console only while a rule with the scope org:admin uses them", async () => {
    const { call, as, actions } = await startFederation();
    actions.createFederationRule({
      name: "admin",
      issuer: "ci",
      serviceAccount: "deploy",
      match: { subject_prefix: "job:*" },
      oauthScope: "org:admin",
    });
    for (const caller of [call, as("interactiveOauth")]) {
      expect((await caller(`POST ${issuers}/fdis_ci`, { check_jti: false })).status).toBe(403);
    }
    expect((await call(`POST ${issuers}/fdis_github`, { check_jti: false })).status).toBe(200);
    actions.archiveFederationRule("admin");
    expect((await call(`POST ${issuers}/fdis_ci`, { check_jti: false })).status).toBe(200);
  });

  it("federation issuers have pages of at most 100, and reject an Admin key", async () => {
    const { call, as } = await startFederation();
    const first = (await call(`GET ${issuers}?limit=1`)).body;
    const second = await call(`GET ${issuers}?limit=1&page=${String(part(first, "next_page"))}`);
    expect(column(second, "id")).toEqual(["fdis_ci"]);
    expect((await call(`GET ${issuers}?limit=101`)).status).toBe(400);
    expect((await as("admin")(`GET ${issuers}`)).status).toBe(401);
  });

  it("federation issuers are read in their previous state for a moment with `staleFederation`", async () => {
    const { emulator, call } = await startFederation();
    emulator.assumptions.staleFederation = 5;
    const { body } = await call(`POST ${issuers}`, { name: "new", issuer_url: url });
    const one = `${issuers}/${String(part(body, "id"))}`;
    expect((await call(`GET ${one}`)).status).toBe(404);
    expect(column(await call(`GET ${issuers}`), "name")).not.toContain("new");
    expect((await call(`POST ${one}`, { check_jti: false })).status).toBe(200);
    emulator.clock.advance({ seconds: 6 });
    expect((await call(`GET ${one}`)).body).toMatchObject({ check_jti: false });
  });
});
