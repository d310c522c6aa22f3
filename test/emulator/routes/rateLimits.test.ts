import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const organization = "/v1/organizations/rate_limits";

async function withWorkspace() {
  const emulator = await emulate();
  const actions = emulator.organization().console;
  const { id } = actions.createWorkspace({ name: "Robots" });
  const path = `/v1/organizations/workspaces/${id}/rate_limits`;
  const entryOf = (type: string) => {
    const entry = emulator
      .organization()
      .state()
      .rate_limits.find(({ group }) => group.type === type);
    if (entry === undefined) throw new Error(`There is no group ${type}.`);
    return entry;
  };
  const set = (limits: unknown, rateLimitId = entryOf("model_group").id, workspace = path) =>
    send(emulator, `POST ${workspace}/${rateLimitId}`, { body: { limits } });
  return { emulator, actions, id, path, entryOf, set };
}

describe("the rate limits of an organization", () => {
  it("filters rate limits by the type of group and by model", async () => {
    const { emulator } = await withWorkspace();
    const types = async (query: string) => {
      const { body } = await send(emulator, `GET ${organization}${query}`);
      const data = part(body, "data");
      return Array.isArray(data) ? data.map((entry) => part(part(entry, "group"), "type")) : body;
    };
    expect(await types("?group_type=files")).toEqual(["files"]);
    expect(await types("?model=claude-opus-5")).toEqual(["model_group"]);
    expect(await types("?model=claude-opus-5&group_type=batch")).toEqual([]);
    expect(await types("?group_type=&model=")).toHaveLength(9);
    expect(errorOf(await send(emulator, `GET ${organization}?model=claude-2`)).status).toBe(404);
    expect(errorOf(await send(emulator, `GET ${organization}?group_type=vision`)).message).toContain(
      "group_type: Input should be 'batch', 'files'",
    );
  });

  it("returns rate limits in one page without `limit`, and otherwise in pages with an opaque cursor", async () => {
    const { emulator } = await withWorkspace();
    const whole = await send(emulator, `GET ${organization}`);
    expect(Object.keys(whole.body as object).sort()).toEqual(["data", "next_page"]);
    expect(part(whole.body, "next_page")).toBeNull();
    const first = await send(emulator, `GET ${organization}?limit=5`);
    const next = String(part(first.body, "next_page"));
    const second = await send(emulator, `GET ${organization}?limit=5&page=${next}`);
    expect([...column(first, "id"), ...column(second, "id")]).toEqual(column(whole, "id"));
    expect(part(second.body, "next_page")).toBeNull();
    for (const query of [`group_type=batch&page=${next}`, "page=x", "limit=0", "limit=1001"]) {
      expect((await send(emulator, `GET ${organization}?${query}`)).status).toBe(400);
    }
  });

  it("returns `group_type` of rate limits only in version 2023-06-01", async () => {
    const { emulator } = await withWorkspace();
    const headers = { "anthropic-version": "2023-06-01" };
    const old = await send(emulator, `GET ${organization}?group_type=batch`, { headers });
    expect(column(old, "group_type")).toEqual(["batch"]);
    expect(column(await send(emulator, `GET ${organization}`), "group_type")).not.toContain("batch");
  });

  it("the rate limits of an organization cannot be changed", async () => {
    const { emulator, entryOf } = await withWorkspace();
    const path = `${organization}/${entryOf("batch").id}`;
    expect((await send(emulator, `POST ${path}`, { body: { limits: [] } })).status).toBe(404);
  });
});

describe("the rate limits of a workspace", () => {
  it("lists the overrides of a workspace, or with `include_inherited` all limits with their source", async () => {
    const { emulator, path, set } = await withWorkspace();
    expect(column(await send(emulator, `GET ${path}`), "rate_limit_id")).toEqual([]);
    const response = await set([{ type: "requests_per_minute", value: 9_000 }]);
    expect((await send(emulator, `GET ${path}`)).body).toEqual({ data: [response.body], next_page: null });
    const inherited = await send(emulator, `GET ${path}?include_inherited=true`);
    expect(column(inherited, "rate_limit_id")).toHaveLength(9);
    expect(part(column(inherited, "limits")[0], "0")).toEqual({
      type: "requests_per_minute",
      value: 9_000,
      org_limit: 4_000,
      source: { type: "workspace" },
    });
    expect(part(column(inherited, "limits")[0], "1")).toMatchObject({ source: { type: "organization" } });
    const filtered = await send(emulator, `GET ${path}?group_type=batch`);
    expect(column(filtered, "rate_limit_id")).toEqual([]);
  });

  it("changes rate limits of a workspace type by type, and null clears an override", async () => {
    const { set } = await withWorkspace();
    const values = async (limits: unknown) => {
      const { body } = await set(limits);
      const found = part(body, "limits");
      return Array.isArray(found) ? found.map((one) => [part(one, "type"), part(one, "value")]) : body;
    };
    expect(await values([{ type: "requests_per_minute", value: 0 }])).toEqual([["requests_per_minute", 0]]);
    expect(await values([{ type: "fast_otpm", value: 2 ** 53 - 1 }])).toEqual([
      ["requests_per_minute", 0],
      ["fast_otpm", 2 ** 53 - 1],
    ]);
    expect(
      await values([
        { type: "requests_per_minute", value: null },
        { type: "tokens_per_day", value: null },
      ]),
    ).toEqual([["fast_otpm", 2 ** 53 - 1]]);
  });

  it.each<[string, unknown]>([
    ["limits: Field required", undefined],
    ["limits: List should have at least 1 item", []],
    [
      "limits: List should have at most 16 items",
      Array.from({ length: 17 }, () => ({ type: "fast_otpm", value: 1 })),
    ],
    ["limits[0].value: Field required", [{ type: "fast_otpm" }]],
    ["limits[0].value: Input should be a valid integer", [{ type: "fast_otpm", value: 1.5 }]],
    ["limits[0].value: Input should be greater than or equal to 0", [{ type: "fast_otpm", value: -1 }]],
    ["limits[0].value: Input should be", [{ type: "fast_otpm", value: 2 ** 53 }]],
    ["limits[0].type: Input should be", [{ type: "enqueued_batch_requests", value: 1 }]],
    ["limits[0].unit: Extra inputs", [{ type: "fast_otpm", value: 1, unit: "min" }]],
    [
      "limits[1].type: 'fast_otpm' is given more than once",
      [
        { type: "fast_otpm", value: 1 },
        { type: "fast_otpm", value: null },
      ],
    ],
  ])("reject an invalid body: %s", async (message, limits) => {
    const { set } = await withWorkspace();
    const response = errorOf(await set(limits));
    expect(response).toMatchObject({ status: 400, type: "invalid_request_error" });
    expect(response.message).toContain(message);
  });

  it("rejects types that the organization does not limit, depending on the assumption", async () => {
    const { emulator, set, entryOf } = await withWorkspace();
    const limits = [{ type: "tool_uses_per_second", value: 1 }];
    expect((await set(limits, entryOf("batch").id)).status).toBe(200);
    emulator.assumptions.foreignRateLimitType = 400;
    expect(errorOf(await set(limits, entryOf("batch").id)).message).toContain("limits[0].type");
    expect((await set(limits, entryOf("web_search").id)).status).toBe(200);
  });

  it("overriding rate limits requires an existing workspace and entry", async () => {
    const { emulator, path, entryOf, set } = await withWorkspace();
    const limits = [{ type: "fast_otpm", value: 1 }];
    expect((await set(limits, "rl_01unknown")).status).toBe(404);
    expect((await set(limits, entryOf("batch").group.id)).status).toBe(404);
    const unknown = path.replace(/wrkspc_\w+/, "wrkspc_01unknown");
    expect((await set(limits, undefined, unknown)).status).toBe(404);
    expect((await send(emulator, `GET ${unknown}`)).status).toBe(404);
    expect((await send(emulator, `GET ${path.replace("wrkspc_", "w_")}`)).status).toBe(400);
  });

  it("rate limits of the default workspace are inherited and cannot be set", async () => {
    const { emulator, path, set } = await withWorkspace();
    const { id } = emulator.organization().state().default_workspace;
    const standard = path.replace(/wrkspc_\w+/, id);
    const limits = [{ type: "fast_otpm", value: 1 }];
    expect((await set(limits, undefined, standard)).status).toBe(400);
    emulator.assumptions.defaultWorkspaceRateLimits = 403;
    expect((await set(limits, undefined, standard)).status).toBe(403);
    expect(column(await send(emulator, `GET ${standard}`), "limits")).toEqual([]);
    const inherited = await send(emulator, `GET ${standard}?include_inherited=true`);
    expect(column(inherited, "limits")).toHaveLength(9);
  });

  it("rate limits of an archived workspace cannot be read or set, depending on the assumption", async () => {
    const { emulator, actions, id, path, set } = await withWorkspace();
    await set([{ type: "fast_otpm", value: 1 }]);
    actions.archiveWorkspace(id);
    const statuses = async () => [
      (await send(emulator, `GET ${path}`)).status,
      (await set([{ type: "fast_otpm", value: 2 }])).status,
    ];
    expect(await statuses()).toEqual([400, 400]);
    emulator.assumptions.archivedWorkspaceRateLimits = 404;
    expect(await statuses()).toEqual([404, 404]);
    emulator.assumptions.archivedWorkspaceRateLimits = "allow";
    expect(await statuses()).toEqual([200, 200]);
  });

  it("lists rate limits as they were before a write while lists are stale", async () => {
    const { emulator, path, set } = await withWorkspace();
    emulator.assumptions.staleLists = 5;
    expect((await set([{ type: "fast_otpm", value: 1 }])).status).toBe(200);
    expect(column(await send(emulator, `GET ${path}`), "limits")).toEqual([]);
    emulator.clock.advance({ seconds: 6 });
    expect(column(await send(emulator, `GET ${path}`), "limits")).toHaveLength(1);
  });
});
