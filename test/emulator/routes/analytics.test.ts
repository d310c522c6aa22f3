import { describe, expect, it } from "vitest";
import { emulate, errorOf, part, send } from "../setup.ts";
import { busy, trillionths, whole } from "../usage/organization.ts";

const headers = { "anthropic-beta": "other-beta, analytics-usage-cost-2026-08-24" };
const day = "starting_at=2026-11-18T00:00:00Z&ending_at=2026-11-19T00:00:00Z";

async function withUses() {
  const emulator = await emulate({ now: new Date("2026-11-20T10:20:30Z") });
  const organization = emulator.organization();
  const people = organization.console;
  const ann = people.addUser({ email: "ann@example.com", name: "Ann", role: "developer" });
  const personal = people.createApiKey({ name: "personal", createdBy: ann.email, personal: true });
  const usual = people.createApiKey({ name: "usual" });
  const at = new Date("2026-11-18T12:00:00Z");
  people.useApiKey(personal.id, at, { model: "claude-sonnet-4-5", webSearchRequests: 1 });
  people.useApiKey(usual.id, at, { model: "claude-opus-5-5", serviceTier: "batch", outputTokens: 1000 });
  const rows = (path: string, query: string) => whole(emulator, `analytics/${path}`, query);
  return { emulator, organization, ann, personal, usual, rows };
}

function groups(rows: readonly unknown[], ...names: string[]): unknown[][] {
  return rows.map((row) => names.map((name) => part(part(row, "group"), name)));
}

describe("usage of the Analytics API", () => {
  it("usage of the Analytics API is one row for the whole range, in whole hours, unless it is grouped", async () => {
    const { emulator } = await withUses();
    const query = "starting_at=2026-11-18T11:50:00Z";
    const { status, body } = await send(emulator, `GET /v1/organizations/analytics/usage?${query}`, {
      headers,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: [
        {
          starting_at: "2026-11-18T11:00:00Z",
          ending_at: "2026-11-20T10:00:00Z",
          group: { actor: null, model: null, workspace_id: null, user_profile_id: null },
          usage: {
            uncached_input_tokens: 200,
            output_tokens: 1010,
            total_tokens: 1210,
            requests: 2,
            cache_read_input_tokens: 0,
            cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
            server_tool_use: { web_search_requests: 1 },
          },
        },
      ],
      has_more: false,
      next_page: null,
      data_refreshed_at: "2026-11-20T10:20:00Z",
    });
  });

  it("names actors: the user if there is one, else the key", async () => {
    const { ann, personal, usual, rows, organization } = await withUses();
    const by = await rows("usage", `${day}&group_by[]=actor&group_by[]=actor_type&group_by[]=api_key_id`);
    expect(groups(by, "actor", "actor_type", "api_key_id")).toEqual([
      [{ type: "api_actor", api_key_id: usual.id }, "api_actor", usual.id],
      [
        {
          type: "user_actor",
          user_id: ann.id,
          email_address: "ann@example.com",
          name: "Ann",
          deleted: false,
        },
        "user_actor",
        personal.id,
      ],
    ]);
    const workspaces = await rows("usage", `${day}&group_by[]=workspace_id`);
    expect(groups(workspaces, "workspace_id")).toEqual([[organization.state().default_workspace.id]]);
  });

  it("usage of the Analytics API is filtered by what was recorded, and empty for what is not", async () => {
    const { ann, personal, usual, rows, organization } = await withUses();
    const output = async (query: string) =>
      (await rows("usage", `${day}&${query}`)).map((row) => part(part(row, "usage"), "output_tokens"));
    expect(await output(`actor_ids[]=${ann.id}`)).toEqual([10]);
    expect(await output(`actor_ids[]=${personal.id}`)).toEqual([]);
    expect(await output(`actor_ids[]=${usual.id}&actor_ids[]=${ann.id}`)).toEqual([1010]);
    expect(await output("actor_types[]=api_actor")).toEqual([1000]);
    expect(await output("actor_types[]=federated_actor")).toEqual([]);
    expect(await output(`api_key_ids[]=${personal.id}`)).toEqual([10]);
    expect(await output("api_key_ids[]=")).toEqual([]);
    expect(await output(`api_key_ids[]=&api_key_ids[]=${usual.id}`)).toEqual([1000]);
    expect(await output("models[]=claude-opus-5-5")).toEqual([1000]);
    expect(await output("service_tiers[]=standard")).toEqual([10]);
    expect(await output("inference_geos[]=not_available")).toEqual([10]);
    expect(await output("products[]=messages_api")).toEqual([1010]);
    expect(await output(`workspace_ids[]=${organization.state().default_workspace.id}`)).toEqual([1010]);
    for (const nothing of ["rbac_group_ids[]=rbac_group_01a", "session_ids[]=sesn_01a", "products[]=chat"]) {
      expect(await output(nothing), nothing).toEqual([]);
    }
  });

  it("follows order_by and order, page after page", async () => {
    const emulator = await busy();
    const span = "starting_at=2026-11-10T00:00:00Z&ending_at=2026-11-13T00:00:00Z";
    const query = `${span}&time_bucket_width=1d&group_by[]=model`;
    const ask = (more: string) => whole(emulator, "analytics/usage", `${query}&${more}`);
    const days = (rows: unknown[]) => rows.map((row) => String(part(row, "starting_at")).slice(8, 10));
    const tokens = (rows: unknown[]) => rows.map((row) => Number(part(part(row, "usage"), "total_tokens")));
    const ranked = tokens(await ask("limit=1000"));
    expect(ranked).toEqual(ranked.toSorted((a, b) => b - a));
    expect(tokens(await ask("limit=1000&order=asc"))).toEqual(ranked.toReversed());
    const byTime = await ask("order_by=time&order=asc&limit=1000");
    expect(days(byTime)).toEqual(days(byTime).toSorted());
    expect(days(await ask("order_by=time&limit=1000"))).toEqual(days(byTime).toReversed());
    expect(await ask("order_by=time&order=asc&limit=2")).toEqual(byTime);
    expect(byTime.length).toBeGreaterThan(6);
  });
});

describe("cost of the Analytics API", () => {
  it("cost of the Analytics API is in cents, by component when it is grouped so", async () => {
    const { rows } = await withUses();
    expect(await rows("cost", day)).toMatchObject([
      {
        starting_at: "2026-11-18T00:00:00Z",
        ending_at: "2026-11-19T00:00:00Z",
        group: { cost_type: null, token_type: null },
        cost: { amount: "2.32", currency: "USD", list_amount: "2.32", requests: 2 },
      },
    ]);
    const parts = async (query: string) =>
      (await rows("cost", `${day}&${query}`)).map((row) => [
        part(part(row, "group"), "cost_type"),
        part(part(row, "group"), "token_type"),
        part(part(row, "cost"), "amount"),
        part(part(row, "cost"), "requests"),
      ]);
    expect(await parts("group_by[]=cost_type")).toEqual([
      ["tokens", null, "1.32", null],
      ["web_search", null, "1", null],
    ]);
    const tokens = [
      ["tokens", "uncached_input_tokens", "0.055", null],
      ["tokens", "output_tokens", "1.265", null],
    ];
    expect(await parts("group_by[]=token_type")).toEqual(tokens);
    expect(await parts("group_by[]=token_type&group_by[]=cost_type")).toEqual([
      tokens[0],
      tokens[1],
      ["web_search", null, "1", null],
    ]);
  });

  it("counts groups, not components, toward the limit of a page", async () => {
    const emulator = await busy();
    const query = `${day}&group_by[]=workspace_id&group_by[]=cost_type&group_by[]=token_type&limit=1`;
    const { body } = await send(emulator, `GET /v1/organizations/analytics/cost?${query}`, { headers });
    expect((part(body, "data") as unknown[]).length).toBeGreaterThan(4);
    expect(part(body, "has_more")).toBe(true);
  });

  it("ranks by amount", async () => {
    const emulator = await busy();
    const rows = await whole(emulator, "analytics/cost", `${day}&group_by[]=api_key_id&limit=100`);
    const amounts = rows.map((row) => trillionths(part(part(row, "cost"), "amount")));
    expect(amounts).toEqual(amounts.toSorted((a, b) => (a < b ? 1 : -1)));
  });
});

describe.each(["usage", "cost"])("the Analytics API's %s", (path) => {
  const ask = async (emulator: Awaited<ReturnType<typeof busy>>, query: string, beta = true) =>
    errorOf(
      await send(emulator, `GET /v1/organizations/analytics/${path}?${query}`, beta ? { headers } : {}),
    );

  it("rejects invalid queries", async () => {
    const emulator = await busy();
    emulator.assumptions.unknownQuery = 400;
    const start = "starting_at=2026-11-01T00:00:00Z";
    for (const query of [
      "",
      "starting_at=2026-11-01",
      "starting_at=2025-12-31T23:59:59Z",
      `${start}&time_bucket_width=1d`,
      `${start}&ending_at=2026-11-01T00:00:00Z`,
      `${start}&ending_at=2026-12-02T01:00:00Z`,
      `${start}&ending_at=2026-11-02T00:01:00Z&time_bucket_width=1m`,
      `${start}&time_bucket_width=1w&ending_at=2026-11-02T00:00:00Z`,
      `${start}&group_by[]=description`,
      `${start}&${["actor", "model", "speed", "product", "agent_id", "session_id"].map((name) => `group_by[]=${name}`).join("&")}`,
      `${start}&group_by[]=claude_tag_user_id&group_by[]=rbac_group_id`,
      `${start}&exclude_deleted_users=true`,
      `${start}&organization_ids[]=org_01a`,
      `${start}&limit=1001`,
      `${start}&order_by=name`,
      `${start}&order=up`,
      `${start}&products[]=phone`,
      `${start}&workspace_ids[]=default`,
      `${start}&bucket_width=1d`,
      `${start}&page=page_x`,
      path === "usage" ? `${start}&group_by[]=cost_type` : `${start}&order_by=requests`,
    ]) {
      expect(await ask(emulator, query), query).toMatchObject({ status: 400, type: "invalid_request_error" });
    }
  });

  it("reaches back 365 days", async () => {
    const emulator = await busy({ now: new Date("2027-06-01T12:00:00Z") });
    expect((await ask(emulator, "starting_at=2026-06-01T11:00:00Z")).status).toBe(400);
    expect((await ask(emulator, "starting_at=2026-06-01T13:00:00Z")).status).toBe(200);
  });

  it("a report of the Analytics API needs its beta header, and an organization without HIPAA readiness", async () => {
    const emulator = await busy();
    expect((await ask(emulator, day)).status).toBe(200);
    expect((await ask(emulator, day, false)).message).toContain(
      "anthropic-beta: analytics-usage-cost-2026-08-24",
    );
    emulator.organization().settings.hipaa_readiness = true;
    expect((await ask(emulator, day)).status).toBe(400);
  });

  it("gives cursors that belong to one query", async () => {
    const emulator = await busy();
    const query = `${day}&group_by[]=api_key_id`;
    const { body } = await send(emulator, `GET /v1/organizations/analytics/${path}?${query}&limit=2`, {
      headers,
    });
    const page = part(body, "next_page");
    expect((await ask(emulator, `${query}&limit=5&page=${page}`)).status).toBe(200);
    expect((await ask(emulator, `${day}&group_by[]=model&page=${page}`)).message).toContain(
      "cursor does not match",
    );
  });
});
