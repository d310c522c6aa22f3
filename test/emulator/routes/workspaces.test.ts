import { describe, expect, it } from "vitest";
import type { Emulator, Seed } from "../../../emulator/index.ts";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const workspaces = "/v1/organizations/workspaces";

async function withOne(body: object = {}, seed: Omit<Seed, "version"> = {}) {
  const emulator = await emulate({ seed: { version: 1, ...seed } });
  const created = await send(emulator, `POST ${workspaces}`, { body: { name: "Robots", ...body } });
  const id = String(part(created.body, "id"));
  const update = (changes: object) => send(emulator, `POST ${workspaces}/${id}`, { body: changes });
  return { emulator, id, created, update };
}

function defaultId(emulator: Emulator): string {
  return emulator.organization().state().default_workspace.id;
}

it("a new workspace gets defaults for omitted fields", async () => {
  const { created } = await withOne({
    display_color: null,
    tags: null,
    data_residency: null,
    external_key_id: null,
    user_profile_id: null,
  });
  expect(created).toMatchObject({
    status: 200,
    body: {
      id: expect.stringMatching(/^wrkspc_01[A-Za-z0-9]{22}$/),
      display_color: "#6C5BB9",
      tags: {},
      data_residency: {
        workspace_geo: "us",
        allowed_inference_geos: "unrestricted",
        default_inference_geo: "global",
      },
    },
  });
});

it("a new workspace is rejected if a field is invalid", async () => {
  const emulator = await emulate();
  const wrong: object[] = [
    {},
    { name: "" },
    { name: "x".repeat(256) },
    { name: null },
    { name: "a", display_color: "red" },
    { name: "a", display_color: "#12345" },
    { name: "a", tags: { Anthropic_team: "x" } },
    { name: "a", tags: { team: 1 } },
    { name: "a", tags: { team: null } },
    { name: "a", tags: [] },
    { name: "a", data_residency: { workspace_geo: "eu" } },
    { name: "a", data_residency: { allowed_inference_geos: "us" } },
    { name: "a", data_residency: { allowed_inference_geos: [] } },
    { name: "a", data_residency: { allowed_inference_geos: ["us"] } },
    { name: "a", data_residency: { allowed_inference_geos: ["us"], default_inference_geo: "global" } },
    { name: "a", data_residency: { region: "us" } },
    { name: "a", external_key_id: "key" },
    { name: "a", user_profile_id: "profile" },
    { name: "a", archived_at: null },
  ];
  for (const body of wrong) {
    expect(errorOf(await send(emulator, `POST ${workspaces}`, { body }))).toMatchObject({
      status: 400,
      type: "invalid_request_error",
      code: undefined,
    });
  }
  expect(emulator.organization().state().workspaces).toEqual([]);
  expect((await send(emulator, `POST ${workspaces}`, { body: { name: "é".repeat(255) } })).status).toBe(200);
});

it("a new workspace can have the name of another one, depending on the assumption", async () => {
  const { emulator } = await withOne();
  const again = () => send(emulator, `POST ${workspaces}`, { body: { name: "Robots" } });
  expect((await again()).status).toBe(200);
  emulator.assumptions.duplicateWorkspaceName = 409;
  expect(errorOf(await again())).toMatchObject({ status: 409, type: "conflict_error" });
});

it("a new workspace is rejected beyond 100 workspaces, not counting archived ones and the default one", async () => {
  const emulator = await emulate();
  const create = (index: number) => send(emulator, `POST ${workspaces}`, { body: { name: `W${index}` } });
  for (let index = 0; index < 100; index += 1) expect((await create(index)).status).toBe(200);
  expect(errorOf(await create(100))).toMatchObject({ status: 400, code: undefined });
  emulator.assumptions.workspaceLimit = 403;
  expect((await create(100)).status).toBe(403);
  emulator.organization().console.archiveWorkspace("W7");
  expect((await create(100)).status).toBe(200);
});

describe("updating a workspace", () => {
  it("merges tags and removes those with the value null", async () => {
    const { update } = await withOne({ tags: { team: "ml", tier: "1", "cost-center": "7" } });
    const tags = async (changes: object) => part((await update({ tags: changes })).body, "tags");
    expect(await tags({ tier: "2", "cost-center": null, absent: null })).toEqual({ team: "ml", tier: "2" });
    expect(await tags({})).toEqual({ team: "ml", tier: "2" });
    expect(await tags(JSON.parse('{"__proto__":"x"}'))).toEqual(
      JSON.parse('{"team":"ml","tier":"2","__proto__":"x"}'),
    );
  });

  it("handles `tags: null` as the assumption says", async () => {
    const { emulator, update } = await withOne({ tags: { team: "ml" } });
    const clearing = async () => {
      const { status, body } = await update({ tags: null });
      return [status, part(body, "tags")];
    };
    expect(await clearing()).toEqual([400, undefined]);
    emulator.assumptions.tagsNull = "ignore";
    expect(await clearing()).toEqual([200, { team: "ml" }]);
    emulator.assumptions.tagsNull = "clear";
    expect(await clearing()).toEqual([200, {}]);
  });

  it("keeps omitted fields of the data residency and rejects contradictions", async () => {
    const { update } = await withOne({
      data_residency: { allowed_inference_geos: ["us", "global"], default_inference_geo: "us" },
    });
    const residency = async (data_residency: unknown) => {
      const response = await update({ data_residency });
      return response.status === 200 ? part(response.body, "data_residency") : response.status;
    };
    expect(await residency({ allowed_inference_geos: ["us"] })).toMatchObject({
      default_inference_geo: "us",
    });
    expect(await residency({ default_inference_geo: "global" })).toBe(400);
    expect(await residency({ allowed_inference_geos: ["global"] })).toBe(400);
    expect(await residency({ workspace_geo: "us" })).toBe(400);
    expect(await residency(null)).toMatchObject({ allowed_inference_geos: ["us"] });
  });

  it("rejects null for fields that cannot be null, and unknown fields", async () => {
    const { update } = await withOne();
    for (const changes of [
      { name: null },
      { display_color: null },
      { external_key_id: null },
      { user_profile_id: null },
      { archived_at: "now" },
      { id: "wrkspc_01x" },
    ]) {
      expect((await update(changes)).status).toBe(400);
    }
    expect((await update({})).status).toBe(200);
  });

  it("sets the external key and the user profile once", async () => {
    const { emulator, update } = await withOne(
      {},
      {
        external_keys: [{ id: "ekey_01a", user_profile_id: "uprof_01a" }, { id: "ekey_01b" }],
      },
    );
    emulator.organization().settings.user_profiles = [{ id: "uprof_01a" }, { id: "uprof_01b" }];
    expect(errorOf(await update({ external_key_id: "ekey_01a" })).code).toBe("key_profile_mismatch");
    expect((await update({ external_key_id: "ekey_01a", user_profile_id: "uprof_01a" })).status).toBe(200);
    expect((await update({ external_key_id: "ekey_01a", user_profile_id: "uprof_01a" })).status).toBe(200);
    expect(errorOf(await update({ external_key_id: "ekey_01b" }))).toMatchObject({
      status: 400,
      code: undefined,
    });
    emulator.assumptions.writeOnce = 409;
    expect(errorOf(await update({ user_profile_id: "uprof_01b" }))).toMatchObject({ status: 409 });
  });

  it("updating a workspace is rejected if it is archived, depending on the assumption", async () => {
    const { emulator, id, update } = await withOne();
    emulator.organization().console.archiveWorkspace(id);
    expect((await update({ name: "Other" })).status).toBe(400);
    emulator.assumptions.archivedWorkspaceUpdate = "allow";
    expect((await update({ name: "Other" })).body).toMatchObject({ name: "Other" });
  });
});

describe("archiving a workspace", () => {
  it("archives its API keys and nothing else", async () => {
    const emulator = await emulate({ seed: "sample" });
    const organization = emulator.organization();
    const production = organization.state().workspaces.find((one) => one.name === "Production");
    const before = organization.state();
    const { body } = await send(emulator, `POST ${workspaces}/${production?.id}/archive`);
    expect(body).toEqual({ ...production, archived_at: expect.any(String) });
    const after = organization.state();
    for (const [index, key] of before.api_keys.entries()) {
      const inside = key.scope.type === "workspace" && key.scope.workspace_id === production?.id;
      expect(after.api_keys[index]).toEqual(inside ? { ...key, status: "archived" } : key);
    }
    expect(after.members).toEqual(before.members);
  });

  it("a second time keeps the first time or is rejected", async () => {
    const { emulator, id } = await withOne();
    const archive = () => send(emulator, `POST ${workspaces}/${id}/archive`);
    const first = await archive();
    emulator.clock.advance({ days: 1 });
    expect((await archive()).body).toEqual(first.body);
    emulator.assumptions.archiveTwice = 400;
    expect((await archive()).status).toBe(400);
    expect((await send(emulator, `GET ${workspaces}/${id}`)).body).toEqual(first.body);
  });

  it("accepts no fields", async () => {
    const { emulator, id } = await withOne();
    const archive = (body: object) => send(emulator, `POST ${workspaces}/${id}/archive`, { body });
    expect((await archive({ force: true })).status).toBe(400);
    expect((await archive({})).status).toBe(200);
  });
});

it("the default workspace can be read and changed, but not renamed, archived or assigned a user profile", async () => {
  const emulator = await emulate();
  const id = defaultId(emulator);
  const update = (changes: object) => send(emulator, `POST ${workspaces}/${id}`, { body: changes });
  expect((await send(emulator, `GET ${workspaces}/${id}`)).body).toMatchObject({ id, name: "Default" });
  expect((await update({ display_color: "#000000", tags: { a: "b" } })).body).toMatchObject({
    display_color: "#000000",
    tags: { a: "b" },
  });
  const rejected = async () => [
    (await update({ name: "Default" })).status,
    (await send(emulator, `POST ${workspaces}/${id}/archive`)).status,
  ];
  expect(await rejected()).toEqual([400, 400]);
  emulator.assumptions.defaultWorkspaceChange = 403;
  expect(await rejected()).toEqual([403, 403]);
  expect((await update({ user_profile_id: "uprof_01a" })).status).toBe(400);
});

it("the default workspace is listed only with include_default", async () => {
  const { emulator, id } = await withOne();
  const ids = async (query: string) => column(await send(emulator, `GET ${workspaces}?${query}`), "id");
  expect(await ids("")).toEqual([id]);
  expect(await ids("include_default=true")).toEqual([id, defaultId(emulator)]);
  expect(await ids(`ids[]=${defaultId(emulator)}`)).toEqual([]);
  expect((await send(emulator, `GET ${workspaces}?include_default=yes`)).status).toBe(400);
});

describe("the filter `ids`", () => {
  it("accepts at most 100 IDs and ignores unknown ones", async () => {
    const { emulator, id } = await withOne();
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `ids[]=wrkspc_01x${index}`).join("&");
    const response = await send(emulator, `GET ${workspaces}?${many(99)}&ids[]=${id}`);
    expect(column(response, "id")).toEqual([id]);
    expect((await send(emulator, `GET ${workspaces}?${many(101)}`)).status).toBe(400);
  });
});
