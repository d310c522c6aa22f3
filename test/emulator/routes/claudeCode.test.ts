import { describe, expect, it } from "vitest";
import { emulate, errorOf, part, send } from "../setup.ts";
import { busy, whole } from "../usage/organization.ts";

const report = "GET /v1/organizations/usage_report/claude_code";

describe("the Claude Code report", () => {
  it("the Claude Code report has an entry for each user and key that used Claude Code on a day", async () => {
    const emulator = await emulate({ now: new Date("2026-11-20T10:00:00Z") });
    const organization = emulator.organization();
    const people = organization.console;
    const ann = people.addUser({ email: "ann@example.com", role: "developer" });
    const personal = people.createApiKey({ name: "personal", createdBy: ann.email, personal: true });
    const ci = people.createApiKey({ name: "ci" });
    const at = new Date("2026-11-18T23:59:59Z");
    people.useApiKey(personal.id, at, {
      product: "claude_code",
      model: "claude-opus-5-5",
      cacheReadInputTokens: 1000,
      cacheCreation5mInputTokens: 30,
      cacheCreation1hInputTokens: 4,
    });
    people.useApiKey(personal.id, at, { product: "claude_code", model: "claude-haiku-5-5" });
    people.useApiKey(ci.id, at, { product: "claude_code" });
    people.useApiKey(ci.id, at);
    people.useApiKey(ci.id, new Date("2026-11-19T00:00:00Z"), { product: "claude_code" });
    const { status, body } = await send(emulator, `${report}?starting_at=2026-11-18`);
    expect(status).toBe(200);
    const count = expect.any(Number);
    const decisions = { accepted: count, rejected: count };
    expect(body).toEqual({
      data: [
        {
          date: "2026-11-18T00:00:00Z",
          actor: { type: "user_actor", email_address: "ann@example.com" },
          organization_id: organization.id,
          customer_type: "api",
          terminal_type: expect.any(String),
          core_metrics: {
            num_sessions: count,
            lines_of_code: { added: count, removed: count },
            commits_by_claude_code: count,
            pull_requests_by_claude_code: count,
          },
          tool_actions: {
            edit_tool: decisions,
            multi_edit_tool: decisions,
            write_tool: decisions,
            notebook_edit_tool: decisions,
          },
          model_breakdown: [
            {
              model: "claude-opus-5-5",
              tokens: { input: 100, output: 10, cache_read: 1000, cache_creation: 34 },
              estimated_cost: { currency: "USD", amount: 0.14775 },
            },
            {
              model: "claude-haiku-5-5",
              tokens: { input: 100, output: 10, cache_read: 0, cache_creation: 0 },
              estimated_cost: { currency: "USD", amount: 0.015 },
            },
          ],
        },
        expect.objectContaining({
          actor: { type: "api_actor", api_key_name: "ci" },
          model_breakdown: [
            expect.objectContaining({ tokens: { input: 100, output: 10, cache_read: 0, cache_creation: 0 } }),
          ],
        }),
      ],
      has_more: false,
      next_page: null,
    });
  });

  it("goes on from page to page", async () => {
    const emulator = await busy();
    const all = await whole(emulator, "usage_report/claude_code", "starting_at=2026-11-18&limit=1000");
    expect(all.length).toBeGreaterThan(3);
    expect(await whole(emulator, "usage_report/claude_code", "starting_at=2026-11-18&limit=1")).toEqual(all);
    const { body } = await send(emulator, `${report}?starting_at=2026-11-18&limit=1`);
    const other = await send(emulator, `${report}?starting_at=2026-11-17&page=${part(body, "next_page")}`);
    expect(errorOf(other)).toMatchObject({
      status: 400,
      message: "page: cursor does not match current query parameters",
    });
  });

  it("the Claude Code report is an hour late, and empty for days to come", async () => {
    const emulator = await busy({ now: new Date("2026-11-20T00:30:00Z") });
    expect(await whole(emulator, "usage_report/claude_code", "starting_at=2026-11-20")).toEqual([]);
    emulator.clock.advance({ hours: 12 });
    const found = await whole(emulator, "usage_report/claude_code", "starting_at=2026-11-20");
    expect(found.length).toBeGreaterThan(0);
    expect(await whole(emulator, "usage_report/claude_code", "starting_at=2026-11-21")).toEqual([]);
  });

  it("rejects invalid queries", async () => {
    const emulator = await emulate();
    emulator.assumptions.unknownQuery = 400;
    for (const query of [
      "",
      "starting_at=2026-11-18T00:00:00Z",
      "starting_at=2026-13-18",
      "starting_at=2026-11-18&limit=1001",
      "starting_at=2026-11-18&page=page_x",
      "starting_at=2026-11-18&ending_at=2026-11-19",
    ]) {
      const refused = errorOf(await send(emulator, `${report}?${query}`));
      expect(refused, query).toMatchObject({ status: 400, type: "invalid_request_error" });
    }
  });
});
