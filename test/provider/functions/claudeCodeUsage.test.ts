import { describe, expect, test } from "vitest";
import { getClaudeCodeUsage, getClaudeCodeUsageOutput, getCostAnalytics } from "../../../provider/index.ts";
import { failure, reader, settled } from "./reader.ts";
import { busyReader, sum } from "./reports.ts";

describe("getClaudeCodeUsage", () => {
  test("reads a row for each day, user and API key", async () => {
    const { console, emulator, requests } = await reader({ now: new Date("2026-11-20T10:00:00Z") });
    const ann = console.addUser({ email: "Ann@Example.com", name: "Ann", role: "developer" });
    const personal = console.createApiKey({ name: "personal", createdBy: ann.email, personal: true });
    const ci = console.createApiKey({ name: "ci" });
    const at = new Date("2026-11-18T12:00:00Z");
    const opus = { product: "claude_code", model: "claude-opus-5-5", cacheReadInputTokens: 1000 } as const;
    console.useApiKey(personal.id, at, opus);
    console.useApiKey(personal.id, at, { product: "claude_code", model: "claude-haiku-5-5" });
    console.useApiKey(ci.id, new Date("2026-11-19T12:00:00Z"), opus);
    const result = await getClaudeCodeUsage({
      startingAt: "2026-11-17",
      endingAt: "2026-11-20",
      names: true,
    });
    const count = expect.any(Number);
    const decisions = { accepted: count, rejected: count };
    expect(result).toEqual({
      startingAt: "2026-11-17T00:00:00Z",
      endingAt: "2026-11-20T00:00:00Z",
      usage: [
        {
          date: "2026-11-18",
          userEmail: "ann@example.com",
          userName: "Ann",
          organizationId: emulator.organization().id,
          customerType: "api",
          terminalType: expect.any(String),
          sessions: count,
          linesAdded: count,
          linesRemoved: count,
          commits: count,
          pullRequests: count,
          editTool: decisions,
          multiEditTool: decisions,
          writeTool: decisions,
          notebookEditTool: decisions,
          models: [
            {
              model: "claude-opus-5-5",
              inputTokens: 100,
              outputTokens: 10,
              cacheReadTokens: 1000,
              cacheCreationTokens: 0,
              estimatedCost: "0.00125",
            },
            {
              model: "claude-haiku-5-5",
              inputTokens: 100,
              outputTokens: 10,
              cacheReadTokens: 0,
              cacheCreationTokens: 0,
              estimatedCost: "0.00015",
            },
          ],
          estimatedCost: "0.0014",
          currency: "USD",
        },
        expect.objectContaining({ date: "2026-11-19", apiKeyName: "ci", estimatedCost: "0.00125" }),
      ],
    });
    expect(requests()).toEqual([
      ...Array.from({ length: 3 }, () => "GET /usage_report/claude_code"),
      "GET /users",
    ]);
  });

  test("returns exactly the cost of Claude Code per user and day in the Analytics API", async () => {
    await busyReader();
    const span = { startingAt: "2026-11-02", endingAt: "2026-11-09" };
    const { usage } = await getClaudeCodeUsage(span);
    const { costs, amount } = await getCostAnalytics({
      ...span,
      bucketWidth: "1d",
      groupBy: ["actor"],
      products: ["claude_code"],
      names: true,
    });
    const bySpender = (rows: [string, string][]) => Object.fromEntries(rows.toSorted());
    expect(
      bySpender(usage.map((row) => [`${row.date} ${row.userEmail ?? row.apiKeyName}`, row.estimatedCost])),
    ).toEqual(bySpender(costs.map((row) => [`${row.startingAt.slice(0, 10)} ${row.actorName}`, row.amount])));
    expect(sum(usage.map(({ estimatedCost }) => estimatedCost))).toBe(amount);
  });

  test("rejects a response with an entry of another day", async () => {
    const { emulator } = await busyReader();
    const body = { data: [], has_more: false, next_page: null };
    const span = { startingAt: "2026-11-03", endingAt: "2026-11-04" };
    emulator.faults.add({ kind: "status", status: 200, body });
    expect((await getClaudeCodeUsage(span)).usage).toEqual([]);
    const url = `${emulator.url}/v1/organizations/usage_report/claude_code?starting_at=2026-11-02`;
    const headers = { "x-api-key": emulator.adminKey, "anthropic-version": "2026-10-21" };
    const other: unknown = await (await fetch(url, { headers })).json();
    emulator.faults.add({ kind: "status", status: 200, body: other });
    expect(await failure(getClaudeCodeUsage(span))).toContain(
      "cannot read the Claude Code usage: the API returned an entry for 2026-11-02 instead of 2026-11-03, so the report is not complete.",
    );
  });

  test("rejects invalid arguments before any request", async () => {
    const { requests } = await busyReader();
    const args: object = { startingAt: "2026-11-02", groupBy: ["model"] };
    expect(await failure(getClaudeCodeUsage(args as { startingAt: string }))).toBe(
      "cannot call getClaudeCodeUsage: `groupBy` is not an argument of this function.",
    );
    expect(requests()).toEqual([]);
  });
});

test("getClaudeCodeUsageOutput returns the same result", async () => {
  await busyReader();
  const span = { startingAt: "2026-11-02", endingAt: "2026-11-03" };
  expect(await settled(getClaudeCodeUsageOutput(span))).toEqual(await getClaudeCodeUsage(span));
});
