import { describe, expect, it } from "vitest";
import { emulate, errorOf, part, send } from "../setup.ts";

const report = "GET /v1/organizations/cost_report";

async function withUses() {
  const emulator = await emulate({ now: new Date("2026-11-20T10:00:00Z") });
  const people = emulator.organization().console;
  const robots = people.createWorkspace({ name: "Robots" });
  const usual = people.createApiKey({ name: "usual" });
  const robot = people.createApiKey({ name: "robot", workspaceId: robots.id });
  const at = new Date("2026-11-18T12:00:00Z");
  people.useApiKey(usual.id, at, { model: "claude-opus-5-5", webSearchRequests: 2 });
  people.useApiKey(robot.id, at, { model: "claude-opus-5-5", serviceTier: "batch" });
  people.useApiKey(robot.id, at, { model: "claude-haiku-5-5", outputTokens: 0, inferenceGeo: "us" });
  return { emulator, robots };
}

const day = "starting_at=2026-11-18T00:00:00Z&ending_at=2026-11-19T00:00:00Z";
const nothing = {
  description: null,
  cost_type: null,
  model: null,
  service_tier: null,
  token_type: null,
  context_window: null,
  inference_geo: null,
  workspace_id: null,
};

describe("the cost report", () => {
  it("the cost report has one amount a day in cents, in buckets oldest first", async () => {
    const { emulator } = await withUses();
    const { status, body } = await send(emulator, `${report}?starting_at=2026-11-17T05:00:00Z`);
    expect(status).toBe(200);
    expect(body).toEqual({
      data: [
        { starting_at: "2026-11-17T00:00:00Z", ending_at: "2026-11-18T00:00:00Z", results: [] },
        {
          starting_at: "2026-11-18T00:00:00Z",
          ending_at: "2026-11-19T00:00:00Z",
          results: [{ amount: "2.1235", currency: "USD", ...nothing }],
        },
        { starting_at: "2026-11-19T00:00:00Z", ending_at: "2026-11-20T00:00:00Z", results: [] },
        { starting_at: "2026-11-20T00:00:00Z", ending_at: "2026-11-21T00:00:00Z", results: [] },
      ],
      has_more: false,
      next_page: null,
    });
  });

  it("the cost report is grouped by workspace, the default one being null, and by description", async () => {
    const { emulator, robots } = await withUses();
    const ask = async (query: string) => {
      const { body } = await send(emulator, `${report}?${day}&${query}`);
      const data = part(body, "data");
      return Array.isArray(data) ? part(data[0], "results") : data;
    };
    expect(await ask("group_by[]=workspace_id")).toEqual([
      { amount: "2.075", currency: "USD", ...nothing },
      { amount: "0.0485", currency: "USD", ...nothing, workspace_id: robots.id },
    ]);
    const tokens = {
      currency: "USD",
      cost_type: "tokens",
      context_window: "0-200k",
      workspace_id: null,
      inference_geo: "global",
    };
    const opus = { ...tokens, model: "claude-opus-5-5", service_tier: "standard" };
    expect(await ask("group_by[]=description")).toEqual([
      {
        ...opus,
        amount: "0.05",
        description: "Claude Opus 5.5 Usage - Input Tokens",
        token_type: "uncached_input_tokens",
      },
      {
        ...opus,
        amount: "0.025",
        description: "Claude Opus 5.5 Usage - Output Tokens",
        token_type: "output_tokens",
      },
      { ...nothing, amount: "2", currency: "USD", description: "Web Search Usage", cost_type: "web_search" },
      {
        ...opus,
        amount: "0.025",
        service_tier: "batch",
        description: "Claude Opus 5.5 Usage - Batch, Input Tokens",
        token_type: "uncached_input_tokens",
      },
      {
        ...opus,
        amount: "0.0125",
        service_tier: "batch",
        description: "Claude Opus 5.5 Usage - Batch, Output Tokens",
        token_type: "output_tokens",
      },
      {
        ...opus,
        model: "claude-haiku-5-5",
        amount: "0.011",
        inference_geo: "us",
        description: "Claude Haiku 5.5 Usage - US, Input Tokens",
        token_type: "uncached_input_tokens",
      },
    ]);
  });

  it("leaves out the Priority Tier", async () => {
    const { emulator } = await withUses();
    const { console, cost, state } = emulator.organization();
    const before = cost(new Date("2026-11-19T00:00:00Z"), new Date("2026-11-20T00:00:00Z"));
    const [key] = state().api_keys;
    console.useApiKey(key?.id ?? "", new Date("2026-11-19T08:00:00Z"), { serviceTier: "priority" });
    const { body } = await send(emulator, `${report}?starting_at=2026-11-19T00:00:00Z&limit=1`);
    expect(before).toBe("0");
    expect(body).toMatchObject({ data: [{ results: [] }], has_more: true });
  });

  it("the cost report has at most 31 days on a page", async () => {
    const { emulator } = await withUses();
    const start = "starting_at=2026-10-01T00:00:00Z";
    const first = (await send(emulator, `${report}?${start}&limit=31`)).body;
    expect(part(first, "data")).toHaveLength(31);
    const second = (await send(emulator, `${report}?${start}&limit=31&page=${part(first, "next_page")}`))
      .body;
    expect(part(second, "data")).toHaveLength(20);
    expect(part((await send(emulator, `${report}?${start}`)).body, "data")).toHaveLength(7);
  });

  it("rejects invalid queries", async () => {
    const { emulator } = await withUses();
    emulator.assumptions.unknownQuery = 400;
    for (const query of [
      "",
      "starting_at=2026-11-18",
      `${day}&bucket_width=1h`,
      `${day}&group_by[]=model`,
      `${day}&limit=32`,
      `${day}&page=page_1`,
      `${day}&workspace_ids[]=wrkspc_01a`,
      "starting_at=2026-11-18T00:00:00Z&ending_at=2026-11-17T00:00:00Z",
    ]) {
      const refused = errorOf(await send(emulator, `${report}?${query}`));
      expect(refused, query).toMatchObject({ status: 400, type: "invalid_request_error" });
    }
  });
});
