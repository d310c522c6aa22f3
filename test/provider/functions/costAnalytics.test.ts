import { describe, expect, test } from "vitest";
import { getCostAnalytics, getCostAnalyticsOutput, getCosts } from "../../../provider/index.ts";
import { settled } from "./reader.ts";
import { busyReader, ownCost, sum } from "./reports.ts";

const span = { startingAt: "2026-01-01", endingAt: "2026-11-20" };

describe("getCostAnalytics", () => {
  test("reads exact amounts before and after discounts, by key and user, for a span of any length", async () => {
    const read = await busyReader();
    const result = await getCostAnalytics({ ...span, groupBy: ["apiKeyId", "actor"], names: true });
    const cost = ownCost(read, span.startingAt, span.endingAt);
    expect(result).toMatchObject({
      startingAt: "2026-01-01T00:00:00Z",
      endingAt: "2026-11-20T00:00:00Z",
      dataRefreshedAt: "2026-11-20T10:30:00Z",
      amount: cost,
      currency: "USD",
    });
    expect(sum(result.costs.map(({ amount }) => amount))).toBe(cost);
    expect(sum(result.costs.map(({ listAmount }) => listAmount))).toBe(result.listAmount);
    // 10 percent off.
    expect(sum(Array.from({ length: 10 }, () => result.amount))).toBe(
      sum(Array.from({ length: 9 }, () => result.listAmount)),
    );
    const keys = result.costs.map(({ apiKeyId, actorName }) => `${apiKeyId} ${actorName}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain("apikey_01personal bo@example.com");
  });

  test("includes the current hour without endingAt", async () => {
    const read = await busyReader();
    const result = await getCostAnalytics({ startingAt: "2026-11-20T10:00:00Z" });
    expect(result).toMatchObject({ endingAt: "2026-11-20T11:00:00Z" });
    expect(Number(result.amount)).toBeGreaterThan(0);
    expect(result.amount).toBe(ownCost(read, "2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"));
    const explicit = { startingAt: "2026-11-20T10:00:00Z", endingAt: "2026-11-20T10:30:00Z" };
    expect(await getCostAnalytics(explicit)).toEqual(result);
  });

  test("sorts the rows of a span of several months by their sums", async () => {
    await busyReader();
    const { costs } = await getCostAnalytics({
      ...span,
      groupBy: ["actor", "apiKeyId", "model", "contextWindow"],
    });
    const amounts = costs.map(({ amount }) => Number(amount));
    expect(amounts).toEqual(amounts.toSorted((one, other) => other - one));
  });

  test("returns the same cost as getCosts by day and workspace", async () => {
    await busyReader();
    const days = { startingAt: "2026-10-01", endingAt: "2026-11-09" };
    const legacy = await getCosts({ ...days, groupBy: ["workspaceId"] });
    const { costs } = await getCostAnalytics({ ...days, bucketWidth: "1d", groupBy: ["workspaceId"] });
    const line = (row: { startingAt: string; workspaceId: string | undefined; amount: string }) =>
      `${row.startingAt} ${row.workspaceId ?? "wrkspc_01default"} ${row.amount}`;
    expect(costs.map(line).toSorted()).toEqual(legacy.costs.map(line).toSorted());
  });

  test("groups the cost by component", async () => {
    const read = await busyReader();
    const week = { startingAt: "2026-11-02", endingAt: "2026-11-09" };
    const { costs, amount } = await getCostAnalytics({ ...week, groupBy: ["costType", "tokenType"] });
    expect(amount).toBe(ownCost(read, week.startingAt, week.endingAt));
    const types = costs.map(({ costType, tokenType }) => `${costType} ${tokenType}`);
    expect(types).toContain("tokens cache_read_input_tokens");
    expect(types).toContain("web_search undefined");
    expect(types).toContain("code_execution undefined");
    expect(costs.every(({ requests }) => requests === undefined)).toBe(true);
    const tokens = await getCostAnalytics({ ...week, groupBy: ["tokenType"] });
    expect(tokens.costs).toHaveLength(types.filter((type) => type.startsWith("tokens")).length);
  });

  test("follows the pages of a range", async () => {
    const { requests } = await busyReader();
    const { costs } = await getCostAnalytics({
      startingAt: "2026-11-01",
      endingAt: "2026-11-11",
      bucketWidth: "1h",
      groupBy: ["actor", "model", "apiKeyId"],
    });
    expect(costs.length).toBeGreaterThan(2000);
    expect(requests()).toHaveLength(Math.ceil(costs.length / 1000));
    const times = costs.map(({ startingAt }) => startingAt);
    expect(times).toEqual(times.toSorted());
  });
});

test("getCostAnalyticsOutput returns the same result", async () => {
  await busyReader();
  const week = { startingAt: "2026-11-02", endingAt: "2026-11-09" };
  expect(await settled(getCostAnalyticsOutput(week))).toEqual(await getCostAnalytics(week));
});
