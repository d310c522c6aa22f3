import { describe, expect, it } from "vitest";
import type { CredentialKind, EmulatorOptions } from "../../../emulator/index.ts";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const path = "/v1/organizations/service_accounts";

async function start(options: EmulatorOptions = {}) {
  const emulator = await emulate({
    seed: {
      version: 1,
      service_accounts: [
        {
          id: "svac_old",
          name: "old",
          archived_at: "2026-01-01T00:00:00Z",
          created_at: "2025-01-01T00:00:00Z",
        },
        { id: "svac_ci", name: "ci", description: "Builds" },
      ],
    },
    ...options,
  });
  const { credentials, console: actions } = emulator.organization();
  const secrets: Record<string, string> = {};
  for (const kind of ["oauth", "interactiveOauth"] as const) {
    secrets[kind] = `sk-ant-oat01-${kind}`;
    credentials.add({ secret: `sk-ant-oat01-${kind}`, kind });
  }
  const as = (kind: CredentialKind) => (what: string, body?: unknown) =>
    send(emulator, what, {
      headers: { "x-api-key": null, authorization: `Bearer ${secrets[kind] ?? emulator.adminKey}` },
      ...(body === undefined ? {} : { body }),
    });
  return { emulator, actions, as, call: as("oauth"), interactive: as("interactiveOauth") };
}

describe("service accounts", () => {
  it("service accounts are created, read, listed newest first, changed and archived", async () => {
    const { emulator, call } = await start();
    const created = (await call(`POST ${path}`, { name: "deploy", description: "Deploys" })).body;
    expect(created).toEqual({
      id: expect.stringMatching(/^svac_01/),
      type: "service_account",
      name: "deploy",
      description: "Deploys",
      organization_role: "developer",
      created_at: expect.any(String),
      updated_at: part(created, "created_at"),
      archived_at: null,
      created_by_actor_id: null,
      updated_by_actor_id: null,
      archived_by_actor_id: null,
    });
    const one = `${path}/${String(part(created, "id"))}`;
    expect((await call(`GET ${one}`)).body).toEqual(created);
    expect(column(await call(`GET ${path}`), "name")).toEqual(["deploy", "ci"]);
    emulator.clock.advance({ minutes: 1 });
    expect((await call(`POST ${one}`, { description: null, organization_role: null })).body).toMatchObject({
      description: "",
      organization_role: "developer",
    });
    const archived = (await call(`POST ${one}/archive`)).body;
    expect(part(archived, "archived_at")).toEqual(expect.any(String));
    emulator.clock.advance({ minutes: 1 });
    expect((await call(`POST ${one}/archive`)).body).toEqual(archived);
    expect((await call(`GET ${one}`)).body).toEqual(archived);
    expect(column(await call(`GET ${path}`), "name")).toEqual(["ci"]);
    const all = await call(`GET ${path}?include_archived=true`);
    expect(column(all, "name")).toEqual(["deploy", "ci", "old"]);
    expect(errorOf(await call(`POST ${one}`, { description: "x" }))).toMatchObject({
      status: 400,
      message: "The service account is archived",
    });
  });

  it("service accounts have pages of at most 100", async () => {
    const { call } = await start();
    const first = (await call(`GET ${path}?limit=1&include_archived=true`)).body;
    expect(part(first, "next_page")).toEqual(expect.any(String));
    const second = await call(
      `GET ${path}?limit=1&include_archived=true&page=${String(part(first, "next_page"))}`,
    );
    expect(column(second, "id")).toEqual(["svac_old"]);
    expect(part(second.body, "next_page")).toBeNull();
    expect((await call(`GET ${path}?limit=1&page=${String(part(first, "next_page"))}`)).status).toBe(400);
    expect((await call(`GET ${path}?limit=101`)).status).toBe(400);
  });

  it.each([
    ["a name in use", { name: "ci" }, 409, "A service account named 'ci' already exists"],
    ["the name of an archived one", { name: "old" }, 409, "A service account named 'old' already exists"],
    ["another name", { name: "CI deploy" }, 400, "name: String should match pattern '^[a-z0-9-]+$'"],
    ["a long description", { name: "x", description: "x".repeat(2001) }, 400, "at most 2000 characters"],
    ["another role", { name: "x", organization_role: "user" }, 400, "Input should be 'developer' or 'admin'"],
    ["another field", { name: "x", role: "developer" }, 400, "role: Extra inputs are not permitted"],
  ])("reject %s", async (_, body, status, message) => {
    const { call } = await start();
    const error = errorOf(await call(`POST ${path}`, body));
    expect(error).toMatchObject({ status, message: expect.stringContaining(message) });
  });

  it("get the role admin only from an interactive login, even if it stays the same", async () => {
    const { call, interactive } = await start();
    const admin = { organization_role: "admin" };
    expect((await call(`POST ${path}`, { name: "root", ...admin })).status).toBe(403);
    expect((await call(`POST ${path}/svac_ci`, admin)).status).toBe(403);
    expect((await interactive(`POST ${path}/svac_ci`, admin)).body).toMatchObject(admin);
    expect((await call(`POST ${path}/svac_ci`, admin)).status).toBe(403);
    expect((await call(`POST ${path}/svac_ci`, { description: "x" })).body).toMatchObject(admin);
  });

  it("reject an Admin key", async () => {
    const { emulator, as } = await start();
    const key = as("admin");
    expect((await key(`GET ${path}`)).status).toBe(401);
    emulator.assumptions.adminKeyOnOauthOnly = 403;
    expect((await key(`POST ${path}/svac_ci/archive`)).status).toBe(403);
    expect(emulator.organization().state().service_accounts[1]?.archived_at).toBeNull();
  });

  it("service accounts are unknown for a moment after their creation with `staleServiceAccounts`", async () => {
    const { emulator, call } = await start();
    emulator.assumptions.staleServiceAccounts = 5;
    const id = String(part((await call(`POST ${path}`, { name: "new" })).body, "id"));
    expect((await call(`GET ${path}/${id}`)).status).toBe(404);
    expect((await call(`POST ${path}/${id}`, { description: "x" })).status).toBe(404);
    expect(column(await call(`GET ${path}`), "id")).toEqual(["svac_ci"]);
    expect((await call(`POST ${path}`, { name: "new" })).status).toBe(409);
    emulator.clock.advance({ seconds: 6 });
    expect((await call(`GET ${path}/${id}`)).status).toBe(200);
    expect(column(await call(`GET ${path}`), "id")).toEqual([id, "svac_ci"]);
  });
});
