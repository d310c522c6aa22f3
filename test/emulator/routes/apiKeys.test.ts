import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const keys = "/v1/organizations/api_keys";

async function withKey(properties: { status?: "active" | "inactive" | "archived"; expiresAt?: Date } = {}) {
  const emulator = await emulate();
  const actions = emulator.organization().console;
  const key = actions.createApiKey({ name: "ci", ...properties });
  const update = (changes: object) => send(emulator, `POST ${keys}/${key.id}`, { body: changes });
  return { emulator, actions, key, update };
}

describe("an API key", () => {
  it("an API key can be activated, deactivated and archived, and archiving is final", async () => {
    const { key, update } = await withKey();
    const status = async (wanted: string) => {
      const response = await update({ status: wanted });
      return response.status === 200 ? part(response.body, "status") : response.status;
    };
    expect(await status("inactive")).toBe("inactive");
    expect(await status("active")).toBe("active");
    expect(await status("archived")).toBe("archived");
    expect(await status("archived")).toBe("archived");
    expect(await status("active")).toBe(400);
    expect(await status("inactive")).toBe(400);
    expect(await status("expired")).toBe(400);
    expect(key.status).toBe("active");
  });

  it("expires by the emulator's clock and can then only be archived", async () => {
    const { emulator, key, update } = await withKey({ expiresAt: new Date(Date.now() + 60_000) });
    const read = async () => part((await send(emulator, `GET ${keys}/${key.id}`)).body, "status");
    expect(await read()).toBe("active");
    emulator.clock.advance({ minutes: 2 });
    expect(await read()).toBe("expired");
    expect(column(await send(emulator, `GET ${keys}?status=expired`), "id")).toEqual([key.id]);
    expect((await update({ status: "active" })).status).toBe(400);
    expect((await update({ status: "inactive" })).status).toBe(400);
    expect((await update({ name: "old" })).body).toMatchObject({ name: "old", status: "expired" });
    expect((await update({ status: "archived" })).body).toMatchObject({ status: "archived" });
  });

  it("an API key is unchanged by an empty update and by nulls", async () => {
    const { key, update } = await withKey();
    expect((await update({})).body).toEqual(key);
    expect((await update({ name: null, status: null })).body).toEqual(key);
  });

  it("accepts names of 1 to 500 characters, and no changes of other fields", async () => {
    const { update } = await withKey();
    for (const changes of [
      { name: "" },
      { name: "x".repeat(501) },
      { expires_at: null },
      { workspace_id: "x" },
    ]) {
      expect((await update(changes)).status).toBe(400);
    }
    expect((await update({ name: "x".repeat(500) })).status).toBe(200);
  });

  it("an API key can be renamed after archiving, depending on the assumption", async () => {
    const { emulator, update } = await withKey({ status: "archived" });
    expect((await update({ name: "old" })).body).toMatchObject({ name: "old", status: "archived" });
    emulator.assumptions.archivedKeyRename = 400;
    expect((await update({ name: "older" })).status).toBe(400);
    expect((await update({ name: "old" })).status).toBe(200);
  });

  it("an API key can be activated only below the limits", async () => {
    const { emulator, actions, update } = await withKey();
    emulator.organization().settings.api_key_limit = 1;
    expect((await update({ status: "active" })).status).toBe(200);
    actions.createApiKey({ name: "other" });
    await update({ status: "inactive" });
    expect(errorOf(await update({ status: "active" })).code).toBe("org_api_key_limit_exceeded");
    emulator.organization().settings.api_key_limit = 2;
    emulator.organization().settings.workspace_api_key_limit = 1;
    expect(errorOf(await update({ status: "active" })).code).toBe("workspace_api_key_limit_exceeded");
  });

  it("an API key has no secret, and has workspace_id only in version 2023-06-01", async () => {
    const { emulator, actions, key } = await withKey();
    const robots = actions.createWorkspace({ name: "Robots" });
    const inside = actions.createApiKey({ name: "inside", workspaceId: robots.id });
    actions.createApiKey({ name: "mine", personal: true });
    const headers = { "anthropic-version": "2023-06-01" };
    const old = await send(emulator, `GET ${keys}`, { headers });
    expect(column(old, "workspace_id")).toEqual([null, robots.id, null]);
    expect((await send(emulator, `GET ${keys}/${inside.id}`, { headers })).body).toEqual({
      ...inside,
      workspace_id: robots.id,
    });
    expect(Object.keys(key).sort()).toEqual([
      "created_at",
      "created_by",
      "expires_at",
      "id",
      "name",
      "partial_key_hint",
      "principal",
      "scope",
      "status",
      "type",
    ]);
    expect((await send(emulator, `GET ${keys}/${key.id}`)).body).toEqual(key);
  });

  it("an API key cannot be created or deleted", async () => {
    const { emulator, key } = await withKey();
    expect((await send(emulator, `POST ${keys}`, { body: { name: "x" } })).status).toBe(404);
    expect((await send(emulator, `DELETE ${keys}/${key.id}`)).status).toBe(404);
  });
});

describe("the list of API keys", () => {
  it("finds keys of the default workspace by its ID", async () => {
    const emulator = await emulate({ seed: "sample" });
    const { id } = emulator.organization().state().default_workspace;
    expect(column(await send(emulator, `GET ${keys}?workspace_id=${id}`), "name")).toEqual([
      "legacy-scripts",
    ]);
  });

  it("ignores empty filters and rejects invalid ones", async () => {
    const emulator = await emulate({ seed: "sample" });
    expect(column(await send(emulator, `GET ${keys}?status=&workspace_id=`), "id")).toHaveLength(10);
    expect((await send(emulator, `GET ${keys}?status=revoked`)).status).toBe(400);
    expect((await send(emulator, `GET ${keys}?workspace_id=Staging`)).status).toBe(400);
    expect(column(await send(emulator, `GET ${keys}?workspace_id=wrkspc_01none`), "id")).toEqual([]);
  });
});
