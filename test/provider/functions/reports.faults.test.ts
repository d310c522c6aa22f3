import { describe, expect, test } from "vitest";
import type { Fault } from "../../../emulator/index.ts";
import {
  getBudgetStatus,
  getClaudeCodeUsage,
  getCostAnalytics,
  getCosts,
  getMessagesUsage,
  getUsageAnalytics,
} from "../../../provider/index.ts";
import { failure, reader } from "./reader.ts";
import { busyReader } from "./reports.ts";

const span = { startingAt: "2026-11-02", endingAt: "2026-11-03" };

const budgets = { budgets: [{ otherWorkspaces: true, amount: 1 }] };

const functions: readonly (readonly [string, string, () => Promise<object>])[] = [
  ["getMessagesUsage", "usage_report/messages", () => getMessagesUsage({ ...span, groupBy: ["model"] })],
  ["getCosts", "cost_report", () => getCosts({ ...span, groupBy: ["workspaceId"] })],
  ["getClaudeCodeUsage", "usage_report/claude_code", () => getClaudeCodeUsage(span)],
  ["getUsageAnalytics", "analytics/usage", () => getUsageAnalytics({ ...span, groupBy: ["model"] })],
  ["getCostAnalytics", "analytics/cost", () => getCostAnalytics({ ...span, groupBy: ["apiKeyId"] })],
  [
    "getBudgetStatus",
    "analytics/cost",
    () => getBudgetStatus({ ...budgets, month: "2026-10", source: "analytics" }),
  ],
];

describe.each(functions)("%s", (_, path, call) => {
  const at = (fault: Fault): Fault => ({ ...fault, path: `/v1/organizations/${path}` });

  test.each<Fault>([
    { kind: "rateLimit", retryAfter: 1 },
    { kind: "loseResponse" },
    { kind: "refuse" },
    { kind: "status", status: 529 },
    { kind: "html", status: 502 },
    { kind: "html", status: 200 },
    { kind: "cutJson" },
  ])("reads the same after $kind $status", async (fault) => {
    const { emulator, requests } = await busyReader();
    const whole = await call();
    requests();
    emulator.faults.add(at(fault));
    expect(await call()).toEqual(whole);
    expect(requests()).toHaveLength(2);
  });

  test.each([
    ["more pages without a cursor", { has_more: true, next_page: null }],
    ["a body without has_more", { next_page: null }],
    ["a body without data", { data: undefined, has_more: false }],
    ["an item of another shape", { data: [{ amount: "1" }], has_more: false }],
  ])("rejects %s", async (_name, body) => {
    const { emulator } = await busyReader();
    emulator.faults.add(at({ kind: "status", status: 200, body: { data: [], ...body } }));
    expect(await failure(call())).toMatch(/^cannot read the .*: .* \[req_\w+\]$/);
  });

  test("rejects a page that repeats", async () => {
    const { emulator } = await busyReader();
    const response = await fetch(`${emulator.url}/v1/organizations/${path}?${query(path)}`, {
      headers: {
        "x-api-key": emulator.adminKey,
        "anthropic-version": "2026-10-21",
        "anthropic-beta": "analytics-usage-cost-2026-08-24",
      },
    });
    const page = (await response.json()) as object;
    const again = { ...page, has_more: true, next_page: "again" };
    for (let count = 0; count < 6; count += 1) {
      emulator.faults.add(at({ kind: "status", status: 200, body: again }));
    }
    expect(await failure(call())).toContain(
      "the API returned an entry more than once, so the report is not complete.",
    );
  });

  test("fails with the API's error message when the API rejects the request", async () => {
    const { emulator, requests } = await busyReader();
    emulator.faults.add(at({ kind: "status", status: 403, message: "not for you" }));
    expect(await failure(call())).toMatch(/403 permission_error: not for you/);
    expect(requests().filter((request) => request.includes(path))).toHaveLength(1);
  });

  test("fails without a key and sends no request", async () => {
    const { requests } = await reader({ env: { ANTHROPIC_ADMIN_KEY: undefined } });
    expect(await failure(call())).toContain("There is no key for the Admin API.");
    expect(requests()).toEqual([]);
  });
});

function query(path: string): string {
  if (path.endsWith("claude_code")) return "starting_at=2026-11-02&limit=1000";
  const groups = { cost_report: "workspace_id", "analytics/cost": "api_key_id" };
  const group = groups[path as keyof typeof groups] ?? "model";
  return `starting_at=2026-11-02T00:00:00Z&ending_at=2026-11-03T00:00:00Z&group_by[]=${group}`;
}
