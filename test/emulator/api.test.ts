import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send, warnings } from "./setup.ts";

const me = "GET /v1/organizations/me";

describe("a response of the API", () => {
  it("has a request ID, the organization, the date of the emulator's clock and JSON", async () => {
    const emulator = await emulate({ now: new Date("2030-05-06T07:08:09Z") });
    const { headers, status } = await send(emulator, me);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("anthropic-organization-id")).toBe(emulator.organization().id);
    expect(headers.get("request-id")).toBe(emulator.requests[0]?.requestId);
    expect(headers.get("request-id")).toMatch(/^req_01[A-Za-z0-9]{22}$/);
    expect(headers.get("date")).toMatch(/^Mon, 06 May 2030 07:08:(09|10) GMT$/);
    expect(headers.get("anthropic-workspace-id")).toBeNull();
  });

  it("has the JSON of an error with the same request ID if the request fails", async () => {
    const emulator = await emulate();
    const { body, headers } = await send(emulator, "GET /v1/organizations/users/user_01nobody");
    expect(body).toEqual({
      type: "error",
      error: { type: "not_found_error", message: "User 'user_01nobody' not found" },
      request_id: headers.get("request-id"),
    });
    expect(headers.get("anthropic-organization-id")).toBe(emulator.organization().id);
  });

  it("has x-should-retry only with the assumption shouldRetryHeader", async () => {
    const emulator = await emulate();
    const hint = async () => (await send(emulator, me)).headers.get("x-should-retry");
    emulator.faults.add({ kind: "status", times: 2 });
    expect(await hint()).toBeNull();
    emulator.assumptions.shouldRetryHeader = true;
    expect(await hint()).toBe("true");
    expect((await send(emulator, "GET /v1/nothing")).headers.get("x-should-retry")).toBe("false");
    expect(await hint()).toBeNull();
  });
});

describe("an unknown route", () => {
  it.each([
    "GET /v1/organizations",
    "GET /v1/organizations/me/",
    "GET /v1/me",
    "PUT /v1/organizations/users/user_01a",
    "PATCH /v1/organizations/users/user_01a",
    "POST /v1/organizations/users",
    "DELETE /v1/organizations/workspaces/wrkspc_01a",
    "POST /v1/organizations/invites/invite_01a",
    "GET /v1/organizations/users/%E0%A4%A",
    "GET /v1//organizations/me",
    "GET /",
  ])("gets status 404 and prints a warning: %s", async (what) => {
    const emulator = await emulate();
    expect(errorOf(await send(emulator, what))).toMatchObject({ status: 404, type: "not_found_error" });
    expect(warnings.get(emulator)).toEqual([expect.stringContaining(`there is no route ${what} (404)`)]);
  });
});

describe("the header anthropic-version", () => {
  it("must be a supported version", async () => {
    const emulator = await emulate();
    const status = async (version: string | null) =>
      (await send(emulator, me, { headers: { "anthropic-version": version } })).status;
    expect(await status("2026-10-21")).toBe(200);
    expect(await status("2023-06-01")).toBe(200);
    expect(await status("2024-01-01")).toBe(400);
    expect(await status(null)).toBe(400);
  });
});

describe("a JSON body", () => {
  const invites = "POST /v1/organizations/invites";
  const good = { email: "ann@example.com", role: "user" };

  it("needs the content type application/json", async () => {
    const emulator = await emulate();
    for (const type of ["text/plain", "application/jsonp", "application/x-www-form-urlencoded", null]) {
      const raw = new TextEncoder().encode(JSON.stringify(good));
      expect((await send(emulator, invites, { raw, headers: { "content-type": type } })).status).toBe(400);
    }
    const headers = { "content-type": "application/json; charset=utf-8" };
    expect((await send(emulator, invites, { body: good, headers })).status).toBe(200);
  });

  it("must be an object without unknown fields", async () => {
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

describe("an ID in the path", () => {
  it("gets status 400 or 404 if it does not have the prefix of its type", async () => {
    const emulator = await emulate();
    const status = async (path: string) => (await send(emulator, `GET /v1/organizations/${path}`)).status;
    const wrong = [
      "users/invite_01a",
      "users/user_",
      "users/user_01%2F..",
      "workspaces/Robots",
      "api_keys/sk-1",
    ];
    for (const path of wrong) expect([path, await status(path)]).toEqual([path, 400]);
    emulator.assumptions.malformedId = 404;
    for (const path of wrong) expect([path, await status(path)]).toEqual([path, 404]);
  });
});

describe("an unknown query parameter", () => {
  it("is ignored or rejected", async () => {
    const emulator = await emulate();
    const status = async (query: string) =>
      (await send(emulator, `GET /v1/organizations/users?${query}`)).status;
    expect(await status("color=red")).toBe(200);
    emulator.assumptions.unknownQuery = 400;
    expect(await status("color=red")).toBe(400);
    expect(await status("beta=true&limit=5&roles[]=admin&email=a")).toBe(200);
  });
});

describe("organizations with different Admin keys", () => {
  it("cannot read each other's objects", async () => {
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
});
