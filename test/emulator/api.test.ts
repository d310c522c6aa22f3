import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "./setup.ts";

const me = "GET /v1/organizations/me";

it("the header anthropic-version must be a supported version", async () => {
  const emulator = await emulate();
  const status = async (version: string | null) =>
    (await send(emulator, me, { headers: { "anthropic-version": version } })).status;
  expect(await status("2026-10-21")).toBe(200);
  expect(await status("2023-06-01")).toBe(200);
  expect(await status("2024-01-01")).toBe(400);
  expect(await status(null)).toBe(400);
});

describe("a JSON body", () => {
  const invites = "POST /v1/organizations/invites";
  const good = { email: "ann@example.com", role: "user" };

  it("a JSON body needs the content type application/json", async () => {
    const emulator = await emulate();
    for (const type of ["text/plain", "application/jsonp", "application/x-www-form-urlencoded", null]) {
      const raw = new TextEncoder().encode(JSON.stringify(good));
      expect((await send(emulator, invites, { raw, headers: { "content-type": type } })).status).toBe(400);
    }
    const headers = { "content-type": "application/json; charset=utf-8" };
    expect((await send(emulator, invites, { body: good, headers })).status).toBe(200);
  });

  it("a JSON body must be an object without unknown fields", async () => {
    const emulator = await emulate();
    for (const raw of ["", "{", "[]", "null", '"text"', "1"]) {
      expect(errorOf(await send(emulator, invites, { raw }))).toMatchObject({ status: 400 });
    }
    const response = await send(emulator, invites, { body: { ...good, color: "red" } });
    expect(errorOf(response).message).toBe("color: Extra inputs are not permitted");
    const own = await send(emulator, invites, {
      raw: '{"email":"ann@example.com","role":"user","__proto__":1}',
    });
    expect(errorOf(own).message).toBe("__proto__: Extra inputs are not permitted");
    expect(errorOf(await send(emulator, invites, { body: { email: good.email } })).message).toBe(
      "role: Field required",
    );
  });
});

it("an unknown query parameter is ignored or rejected", async () => {
  const emulator = await emulate();
  const status = async (query: string) =>
    (await send(emulator, `GET /v1/organizations/users?${query}`)).status;
  expect(await status("color=red")).toBe(200);
  emulator.assumptions.unknownQuery = 400;
  expect(await status("color=red")).toBe(400);
  expect(await status("beta=true&limit=5&roles[]=admin&email=a")).toBe(200);
});

it("organizations with different Admin keys cannot read each other's objects", async () => {
  const emulator = await emulate({
    adminKey: "sk-ant-admin01-one",
    organizations: [{ adminKey: "sk-ant-admin01-two", seed: "sample" }],
  });
  const two = emulator.organization("sk-ant-admin01-two");
  const [workspace] = two.state().workspaces;
  const read = (key: string) =>
    send(emulator, `GET /v1/organizations/workspaces/${workspace?.id}`, { headers: { "x-api-key": key } });
  const found = await read(two.adminKey);
  expect(part(found.body, "id")).toBe(workspace?.id);
  expect(found.headers.get("anthropic-organization-id")).toBe(two.id);
  const missing = await read(emulator.adminKey);
  expect(missing.status).toBe(404);
  expect(missing.headers.get("anthropic-organization-id")).toBe(emulator.organization().id);
  expect(emulator.requests.map((request) => request.organizationId)).toEqual([
    two.id,
    emulator.organization().id,
  ]);
  expect(column(await send(emulator, "GET /v1/organizations/workspaces"), "id")).toEqual([]);
});
