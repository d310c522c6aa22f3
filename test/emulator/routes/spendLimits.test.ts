import { describe, expect, it } from "vitest";
import type { EmulatorOptions, SpendLimitScopeJson } from "../../../emulator/index.ts";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const path = "/v1/organizations/spend_limits";
const beta = { "anthropic-beta": "spend-limit-reads-2026-09-26" };

async function start(settings: object = { spend_limits_early_access: true }, options: EmulatorOptions = {}) {
  const emulator = await emulate({
    seed: {
      version: 1,
      settings,
      users: [
        { email: "admin@example.com", role: "admin" },
        { id: "user_eva", email: "eva@example.com" },
      ],
      workspaces: [
        { id: "wrkspc_lab", name: "Lab" },
        { id: "wrkspc_old", name: "Old", archived_at: "2026-01-01T00:00:00Z" },
      ],
    },
    ...options,
  });
  const actions = emulator.organization().console;
  const list = (query = "") => send(emulator, `GET ${path}${query}`, { headers: beta });
  const set = (scope: object, amount: unknown = "50000", more: object = {}) =>
    send(emulator, `POST ${path}`, { body: { scope, amount, ...more } });
  const remove = (id: unknown) => send(emulator, `DELETE ${path}/${String(id)}`);
  const get = (id: unknown) => send(emulator, `GET ${path}/${String(id)}`);
  return { emulator, actions, list, set, remove, get };
}

const organization = { type: "organization" };
const lab = { type: "workspace", workspace_id: "wrkspc_lab" };
const eva = { type: "user", user_id: "user_eva" };

describe("spend limits of a Console organization", () => {
  it("spend limits are set, set again, read, listed and deleted", async () => {
    const { emulator, list, set, get, remove } = await start();
    const limit = (await set(lab, "0050000")).body;
    expect(limit).toEqual({
      id: expect.stringMatching(/^spl_01/),
      type: "spend_limit",
      amount: "50000",
      created_at: expect.any(String),
      updated_at: expect.any(String),
      currency: "USD",
      is_enabled: true,
      period: "monthly",
      scope: lab,
    });
    emulator.clock.advance({ minutes: 1 });
    const changed = (await set(lab, "0", { period: "monthly" })).body;
    expect(changed).toMatchObject({ id: part(limit, "id"), amount: "0" });
    expect(part(changed, "created_at")).toBe(part(limit, "created_at"));
    expect(part(changed, "updated_at")).not.toBe(part(limit, "updated_at"));
    expect((await set(organization)).status).toBe(200);
    expect(column(await list(), "scope")).toEqual([organization, lab]);
    expect((await get(part(limit, "id"))).body).toEqual(changed);
    const deleted = { id: part(limit, "id"), type: "spend_limit_deleted" };
    expect((await remove(part(limit, "id"))).body).toEqual(deleted);
    expect((await remove(part(limit, "id"))).status).toBe(404);
    expect((await get(part(limit, "id"))).status).toBe(404);
    expect(column(await list(), "scope")).toEqual([organization]);
  });

  it("a spend limit gets another ID when it is set again, depending on the assumption", async () => {
    const { emulator, list, set, get } = await start();
    emulator.assumptions.spendLimitUpsertId = "new";
    const first = part((await set(lab)).body, "id");
    const second = part((await set(lab, "1")).body, "id");
    expect(second).not.toBe(first);
    expect(column(await list(), "id")).toEqual([second]);
    expect((await get(first)).status).toBe(404);
  });

  it("spend limits need early access, and the list returns a different error than the other endpoints", async () => {
    const { actions, list, set, get, remove } = await start({});
    const { id } = actions.setSpendLimit({ type: "organization" }, "100");
    expect(errorOf(await list())).toMatchObject({ status: 400, code: "organization_type_not_supported" });
    for (const response of [await set(organization), await get(id), await remove(id)]) {
      expect(errorOf(response)).toMatchObject({
        status: 403,
        type: "permission_error",
        code: "spend_limits_admin_api_writes_not_enabled",
      });
    }
  });

  it("spend limits can be listed only with the beta header", async () => {
    const { emulator } = await start();
    expect(errorOf(await send(emulator, `GET ${path}`))).toMatchObject({ status: 400, code: undefined });
  });

  it.each([
    ["a null amount", lab, null, {}],
    ["a number", lab, 500, {}],
    ["a fraction", lab, "500.5", {}],
    ["a negative amount", lab, "-1", {}],
    ["another period", lab, "1", { period: "daily" }],
    ["an unknown period", lab, "1", { period: "yearly" }],
    ["an unknown field", lab, "1", { currency: "USD" }],
    ["a user", eva, "1", {}],
    ["a read-only scope", { type: "usage_tier" }, "1", {}],
    ["a workspace scope without ID", { type: "workspace" }, "1", {}],
    ["an ID of another type", { type: "workspace", workspace_id: "user_eva" }, "1", {}],
  ])("reject %s with status 400", async (_, scope, amount, more) => {
    const { list, set } = await start();
    expect(errorOf(await set(scope, amount, more))).toMatchObject({ status: 400, code: undefined });
    expect(column(await list(), "id")).toEqual([]);
  });

  it("rejects spend limits of unknown workspaces, and of archived and default ones depending on the assumption", async () => {
    const { emulator, set } = await start();
    const main = emulator.organization().state().default_workspace.id;
    const status = async (workspace_id: string) => (await set({ type: "workspace", workspace_id })).status;
    expect(await status("wrkspc_none")).toBe(404);
    expect([await status("wrkspc_old"), await status(main)]).toEqual([400, 400]);
    emulator.assumptions.archivedWorkspaceSpendLimit = 404;
    emulator.assumptions.defaultWorkspaceSpendLimit = 403;
    expect([await status("wrkspc_old"), await status(main)]).toEqual([404, 403]);
    emulator.assumptions.archivedWorkspaceSpendLimit = "allow";
    emulator.assumptions.defaultWorkspaceSpendLimit = "allow";
    expect([await status("wrkspc_old"), await status(main)]).toEqual([200, 200]);
  });

  it("keeps or removes a spend limit when its workspace is archived, depending on the assumption", async () => {
    const { emulator, actions, list, set, get } = await start();
    const id = part((await set(lab)).body, "id");
    actions.archiveWorkspace("Lab");
    expect(column(await list(), "id")).toEqual([id]);
    emulator.assumptions.archivedWorkspaceSpendLimits = "remove";
    expect(column(await list(), "id")).toEqual([]);
    expect((await get(id)).status).toBe(404);
  });

  it("a spend limit may exceed the organization's limit, unless the assumption forbids it", async () => {
    const { emulator, set } = await start();
    await set(organization, "1000");
    expect((await set(lab, "1001")).status).toBe(200);
    emulator.assumptions.spendLimitAboveOrganization = 400;
    expect((await set(lab, "1001")).status).toBe(400);
    expect((await set(lab, "1000")).status).toBe(200);
  });

  it("the spend limit of a usage tier can be read but not deleted", async () => {
    const { emulator, actions, get, list, remove } = await start();
    const { id } = actions.setSpendLimit({ type: "usage_tier" }, "500000");
    expect((await get(id)).body).toMatchObject({ scope: { type: "usage_tier" } });
    expect((await remove(id)).status).toBe(400);
    emulator.assumptions.readOnlySpendLimit = 403;
    expect(errorOf(await remove(id))).toMatchObject({ status: 403, code: undefined });
    expect(column(await list("?scope_type[]=usage_tier"), "id")).toEqual([id]);
  });

  it("filters spend limits by scope and workspace, and only by scopes of the organization", async () => {
    const { list, set } = await start();
    await set(organization);
    const id = part((await set(lab)).body, "id");
    expect(column(await list("?scope_type[]=workspace"), "id")).toEqual([id]);
    expect(column(await list("?workspace_id=wrkspc_lab"), "id")).toEqual([id]);
    expect(column(await list("?scope_type[]=usage_tier"), "id")).toEqual([]);
    expect((await list("?scope_type[]=user")).status).toBe(400);
    expect((await list("?workspace_id=user_eva")).status).toBe(400);
  });

  it("returns spend limits in pages whose cursor is bound to the filters", async () => {
    const { emulator, actions, list } = await start();
    for (let index = 0; index < 25; index += 1) {
      const { id } = actions.createWorkspace({ name: `W${index}` });
      actions.setSpendLimit({ type: "workspace", workspace_id: id }, String(index));
    }
    const first = await list();
    expect(column(first, "amount")).toEqual(Array.from({ length: 20 }, (_, index) => String(24 - index)));
    expect(Object.keys(first.body as object)).toEqual(["data", "next_page"]);
    const cursor = String(part(first.body, "next_page"));
    const second = await list(`?page=${cursor}`);
    expect(column(second, "amount")).toEqual(["4", "3", "2", "1", "0"]);
    expect(part(second.body, "next_page")).toBeNull();
    expect(errorOf(await list(`?page=${cursor}&scope_type[]=workspace`)).message).toContain(
      "cursor does not match current query parameters",
    );
    for (const query of ["?limit=0", "?limit=1001"]) expect((await list(query)).status).toBe(400);
    expect(emulator.requests.length).toBe(5);
  });

  it("lists spend limits as they were before a recent write, depending on the assumption", async () => {
    const { emulator, list, set, get } = await start(undefined, { assumptions: { staleLists: 10 } });
    const id = part((await set(lab)).body, "id");
    expect(column(await list(), "id")).toEqual([]);
    expect((await get(id)).status).toBe(200);
    emulator.clock.advance({ seconds: 11 });
    expect(column(await list(), "id")).toEqual([id]);
  });

  it("limits spend limit requests to 60 per minute, which also count as Admin API requests", async () => {
    const { emulator, list, set } = await start(undefined, { requestsPerMinute: 100 });
    for (let count = 0; count < 30; count += 1) {
      expect((await list()).status).toBe(200);
      expect((await set(lab)).status).toBe(200);
    }
    const limited = await list();
    expect(errorOf(limited)).toMatchObject({ status: 429, type: "rate_limit_error" });
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(30);
    for (let count = 0; count < 39; count += 1) {
      expect((await send(emulator, "GET /v1/organizations/me")).status).toBe(200);
    }
    expect((await send(emulator, "GET /v1/organizations/me")).status).toBe(429);
  });
});

describe("spend limits of a Claude Enterprise organization", () => {
  const enterprise = { organization_type: "claude_enterprise", currency: "EUR" };

  it("spend limits are set for users, with any period and with null for no limit", async () => {
    const { list, set, remove } = await start(enterprise);
    const daily = (await set(eva, "100", { period: "daily" })).body;
    const monthly = (await set(eva, null)).body;
    expect(daily).toMatchObject({ amount: "100", period: "daily", currency: "EUR" });
    expect(monthly).toMatchObject({ amount: null, period: "monthly" });
    expect(column(await list(), "period").toSorted()).toEqual(["daily", "monthly"]);
    expect((await remove(part(daily, "id"))).status).toBe(200);
    expect(column(await list(), "period")).toEqual(["monthly"]);
    for (const scope of [organization, lab]) expect((await set(scope)).status).toBe(400);
    expect((await set({ type: "user", user_id: "user_nobody" })).status).toBe(404);
  });

  it("lists spend limits by scope type, and inherited ones are read-only", async () => {
    const { actions, list, remove } = await start(enterprise);
    const scopes: SpendLimitScopeJson[] = [
      { type: "user", user_id: "eva@example.com" },
      { type: "organization_service", service: "claude_code" },
      { type: "rbac_group", rbac_group_id: "rbac_group_01a" },
      { type: "seat_tier", seat_tier: "premium" },
      { type: "organization" },
    ];
    for (const scope of scopes) actions.setSpendLimit(scope, "1");
    const limits = await list();
    expect(column(limits, "scope")).toEqual([
      ...scopes.slice(1).toReversed(),
      { type: "user", user_id: "user_eva" },
    ]);
    for (const id of column(limits, "id").slice(0, 4)) expect((await remove(id)).status).toBe(400);
    expect((await list("?workspace_id=wrkspc_lab")).status).toBe(400);
    expect((await list("?scope_type[]=workspace")).status).toBe(400);
  });

  it("removes the spend limits of a user who is removed", async () => {
    const { actions, list, set } = await start(enterprise);
    await set(eva);
    actions.removeUser("eva@example.com");
    expect(column(await list(), "id")).toEqual([]);
  });
});

describe("the effective spend limits", () => {
  it("returns an effective limit for each user and period with a limit", async () => {
    const { emulator, actions, set } = await start({ organization_type: "claude_enterprise" });
    const inherited = actions.setSpendLimit({ type: "organization" }, "900");
    const own = (await set(eva, "100", { period: "weekly" })).body;
    const read = (query = "") => send(emulator, `GET ${path}/effective${query}`);
    const rows = await read();
    expect(column(rows, "period")).toEqual(["weekly", "monthly", "monthly"]);
    expect(part(rows.body, "data")).toMatchObject([
      {
        actor: { type: "user_actor", user_id: "user_eva", email_address: "eva@example.com", deleted: false },
        amount: "100",
        currency: "USD",
        period_to_date_spend: "0",
        scope: eva,
        source: eva,
        spend_limit_id: part(own, "id"),
      },
      { amount: "900", scope: eva, source: organization, spend_limit_id: inherited.id },
      { actor: { email_address: "admin@example.com" }, source: organization },
    ]);
    expect(column(await read("?period[]=daily"), "period")).toEqual([]);
    expect(column(await read("?user_ids[]=user_eva&period[]=monthly"), "amount")).toEqual(["900"]);
    expect(column(await read("?user_ids[]=user_nobody"), "amount")).toEqual([]);
    expect((await read("?user_ids[]=wrkspc_lab")).status).toBe(400);
    const many = Array.from({ length: 101 }, (_, index) => `user_ids[]=user_${index}`).join("&");
    expect((await read(`?${many}`)).status).toBe(400);
    const page = await read("?limit=1");
    expect(column(page, "period")).toEqual(["weekly", "monthly"]);
    expect(column(await read(`?limit=1&page=${String(part(page.body, "next_page"))}`), "period")).toEqual([
      "monthly",
    ]);
  });

  it("effective limits are not available to a Console organization, even with early access", async () => {
    const { emulator } = await start();
    expect(errorOf(await send(emulator, `GET ${path}/effective`))).toMatchObject({
      status: 400,
      code: "organization_type_not_supported",
    });
  });
});
