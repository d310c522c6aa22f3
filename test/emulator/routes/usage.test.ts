import { describe, expect, it } from "vitest";
import { control, emulate, errorOf, part, send } from "../setup.ts";
import { completeUse } from "../usage/organization.ts";

const report = "GET /v1/organizations/usage_report/messages";

async function withUses() {
  const emulator = await emulate({ now: new Date("2026-11-20T10:00:00Z") });
  const people = emulator.organization().console;
  const robots = people.createWorkspace({ name: "Robots" });
  const usual = people.createApiKey({ name: "usual" });
  const robot = people.createApiKey({ name: "robot", workspaceId: robots.id });
  people.useApiKey(usual.id, new Date("2026-11-18T23:59:59Z"));
  people.useApiKey(usual.id, new Date("2026-11-18T00:00:00Z"));
  people.useApiKey(robot.id, new Date("2026-11-18T12:00:00Z"));
  people.useApiKey(robot.id);
  return { emulator, robots, usual, robot };
}

function buckets(body: unknown): { from: unknown; results: unknown[] }[] {
  const data = part(body, "data");
  if (!Array.isArray(data)) return [];
  return data.map((bucket) => {
    const results = part(bucket, "results");
    return { from: part(bucket, "starting_at"), results: Array.isArray(results) ? results : [] };
  });
}

describe("the usage report", () => {
  it("the usage report has a bucket for each day, oldest first, the empty ones and today's included", async () => {
    const { emulator } = await withUses();
    const { status, body } = await send(emulator, `${report}?starting_at=2026-11-18T15:00:00Z`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ has_more: false, next_page: null });
    expect(buckets(body).map(({ from, results }) => [from, results.length])).toEqual([
      ["2026-11-18T00:00:00Z", 1],
      ["2026-11-19T00:00:00Z", 0],
      ["2026-11-20T00:00:00Z", 1],
    ]);
    expect(buckets(body)[0]?.results).toEqual([
      {
        uncached_input_tokens: 300,
        cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
        cache_read_input_tokens: 0,
        output_tokens: 30,
        server_tool_use: { web_search_requests: 0 },
        account_id: null,
        api_key_id: null,
        context_window: null,
        inference_geo: null,
        model: null,
        service_account_id: null,
        service_tier: null,
        speed: null,
        workspace_id: null,
      },
    ]);
  });

  it("the usage report is grouped by keys and workspaces, the default one being null", async () => {
    const { emulator, robots, usual, robot } = await withUses();
    const grouped = async (by: string) => {
      const query = `starting_at=2026-11-18T00:00:00Z&ending_at=2026-11-19T00:00:00Z&${by}`;
      const [bucket] = buckets((await send(emulator, `${report}?${query}`)).body);
      return (bucket?.results ?? []).map((result) => [
        part(result, "api_key_id"),
        part(result, "workspace_id"),
        part(result, "output_tokens"),
      ]);
    };
    expect(await grouped("group_by[]=api_key_id")).toEqual([
      [usual.id, null, 20],
      [robot.id, null, 10],
    ]);
    expect(await grouped("group_by[]=workspace_id&group_by[]=api_key_id")).toEqual([
      [usual.id, null, 20],
      [robot.id, robots.id, 10],
    ]);
    expect(await grouped(`api_key_ids[]=${robot.id}&group_by[]=api_key_id`)).toEqual([[robot.id, null, 10]]);
    expect(await grouped(`workspace_ids[]=${robots.id}`)).toEqual([[null, null, 10]]);
    expect(await grouped("models[]=claude-opus-5-5")).toEqual([]);
  });

  it("the usage report is grouped and filtered by everything that was recorded", async () => {
    const { emulator, robots } = await withUses();
    const people = emulator.organization().console;
    const ann = people.addUser({ email: "ann@example.com", role: "developer" });
    const personal = people.createApiKey({ name: "personal", createdBy: ann.email, personal: true });
    const at = new Date("2026-11-10T10:00:00Z");
    people.useApiKey(personal.id, at, completeUse);
    people.useApiKey(personal.id, at, { model: "claude-sonnet-4-5" });
    const ask = async (query: string) => {
      const headers = { "anthropic-beta": "fast-mode-2026-02-01" };
      const span = "starting_at=2026-11-10T00:00:00Z&limit=1";
      return buckets((await send(emulator, `${report}?${span}&${query}`, { headers })).body)[0]?.results;
    };
    const dimensions = {
      account_id: ann.id,
      api_key_id: personal.id,
      context_window: "200k-1M",
      inference_geo: "us",
      model: "claude-opus-5-5",
      service_account_id: null,
      service_tier: "batch",
      speed: "fast",
      workspace_id: null,
    };
    const groups = Object.keys(dimensions).map((name) => `group_by[]=${name}`);
    expect(await ask(groups.join("&"))).toEqual([
      {
        uncached_input_tokens: 1,
        cache_creation: { ephemeral_1h_input_tokens: 5, ephemeral_5m_input_tokens: 4 },
        cache_read_input_tokens: 3,
        output_tokens: 2,
        server_tool_use: { web_search_requests: 6 },
        ...dimensions,
      },
      expect.objectContaining({ model: "claude-sonnet-4-5", inference_geo: "not_available" }),
    ]);
    const output = async (query: string) =>
      (await ask(query))?.map((result) => part(result, "output_tokens"));
    expect(await output(`account_ids[]=${ann.id}`)).toEqual([12]);
    expect(await output("models[]=claude-opus-5-5")).toEqual([2]);
    expect(await output("service_tiers[]=standard")).toEqual([10]);
    expect(await output("context_window[]=0-200k")).toEqual([10]);
    expect(await output("inference_geos[]=not_available")).toEqual([10]);
    expect(await output("inference_geos[]=us&inference_geos[]=not_available")).toEqual([12]);
    expect(await output("speeds[]=fast")).toEqual([2]);
    expect(await output("service_account_ids[]=svac_01none")).toEqual([]);
    expect(await output(`workspace_ids[]=${robots.id}`)).toEqual([]);
  });

  it("continues from page to page, with the requested number of buckets on each page", async () => {
    const { emulator } = await withUses();
    const page = async (more: string) =>
      (await send(emulator, `${report}?starting_at=2026-10-30T00:00:00Z&${more}`)).body;
    const first = await page("");
    expect(buckets(first)).toHaveLength(7);
    const second = await page(`limit=31&page=${part(first, "next_page")}`);
    expect(buckets(second).map(({ from }) => from)[0]).toBe("2026-11-06T00:00:00Z");
    expect(buckets(second)).toHaveLength(15);
    expect(second).toMatchObject({ has_more: false, next_page: null });
    const hours = await page("bucket_width=1h");
    expect(buckets(hours).map(({ from }) => from)[1]).toBe("2026-10-30T01:00:00Z");
    expect(buckets(hours)).toHaveLength(24);
    expect(buckets(await page("bucket_width=1m"))).toHaveLength(60);
  });

  it("refuses what the API refuses", async () => {
    const { emulator } = await withUses();
    const ask = async (query: string) => errorOf(await send(emulator, `${report}?${query}`));
    const start = "starting_at=2026-11-18T00:00:00Z";
    expect(await ask("")).toMatchObject({ status: 400, message: "starting_at: Field required" });
    for (const query of [
      "starting_at=yesterday",
      "starting_at=2026-11-18",
      `${start}&ending_at=2026-11-18T00:00:00Z`,
      `${start}&bucket_width=1w`,
      `${start}&group_by[]=name`,
      `${start}&limit=0`,
      `${start}&limit=32`,
      `${start}&bucket_width=1h&limit=169`,
      `${start}&bucket_width=1m&limit=1441`,
      `${start}&page=2`,
      `${start}&page=page_nonsense`,
      `${start}&service_tiers[]=gold`,
      `${start}&context_window[]=2M`,
      `${start}&inference_geos[]=eu`,
      `${start}&account_ids[]=apikey_01a`,
      `${start}&workspace_ids[]=Robots`,
      // Needs a beta header.
      `${start}&group_by[]=speed`,
      `${start}&speeds[]=fast`,
    ]) {
      expect(await ask(query), query).toMatchObject({ status: 400, type: "invalid_request_error" });
    }
  });

  it("the usage report is empty from tomorrow on", async () => {
    const { emulator } = await withUses();
    const { body } = await send(emulator, `${report}?starting_at=2026-11-21T00:00:00Z`);
    expect(body).toEqual({ data: [], has_more: false, next_page: null });
  });

  it("shows uses that were made through the control route", async () => {
    const { emulator, usual } = await withUses();
    const use = (body: unknown) => control(emulator, "POST /_emulator/console/useApiKey", body);
    expect((await use({ id: usual.id, at: "2026-11-19T08:00:00Z" })).body).toEqual({ done: true });
    expect(await use({ id: "apikey_01none" })).toMatchObject({ status: 400 });
    const query = "starting_at=2026-11-19T00:00:00Z&limit=1";
    expect(buckets((await send(emulator, `${report}?${query}`)).body)[0]?.results).toHaveLength(1);
  });
});
