import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import {
  getClaudeCodeUsage,
  getCostAnalytics,
  getCosts,
  getCostsOutput,
  getMessagesUsage,
  getUsageAnalytics,
} from "../../../provider/index.ts";
import { hundredWorkspaces } from "../../emulator/usage/organization.ts";
import { failure, settled, unknown } from "./reader.ts";
import { busyReader, ownCost, sum } from "./reports.ts";

describe("getCosts", () => {
  test("reads exact amounts in currency units, by day", async () => {
    const read = await busyReader();
    const result = await getCosts({ startingAt: "2026-11-01", endingAt: "2026-11-04" });
    expect(result).toMatchObject({
      startingAt: "2026-11-01T00:00:00Z",
      endingAt: "2026-11-04T00:00:00Z",
      amount: ownCost(read, "2026-11-01", "2026-11-04"),
      currency: "USD",
    });
    expect(result.costs).toHaveLength(3);
    expect(result.costs[1]).toEqual({
      startingAt: "2026-11-02T00:00:00Z",
      endingAt: "2026-11-03T00:00:00Z",
      amount: ownCost(read, "2026-11-02", "2026-11-03"),
      currency: "USD",
    });
    expect(read.requests()).toEqual(["GET /cost_report"]);
  });

  test("groups by workspace and description, and adds names", async () => {
    const read = await busyReader();
    const span = { startingAt: "2026-11-02T05:00:00Z", endingAt: "2026-11-02T06:00:00+00:00" };
    const result = await getCosts({ ...span, groupBy: ["workspaceId", "description"], names: true });
    const names = new Set(
      result.costs.map(({ workspaceId, workspaceName }) => `${workspaceId} ${workspaceName}`),
    );
    expect(names).toContain("wrkspc_01busy1 Team 1");
    expect(names).toContain("undefined Default");
    const tokens = result.costs.find(({ tokenType }) => tokenType === "output_tokens");
    expect(tokens).toMatchObject({
      description: expect.stringMatching(/^Claude .* Usage - .*Output Tokens$/),
      costType: "tokens",
      model: expect.stringMatching(/^claude-/),
      serviceTier: expect.any(String),
      contextWindow: "0-200k",
      inferenceGeo: expect.any(String),
    });
    // Whole days, although the span is an hour.
    const cost = ownCost(read, "2026-11-02", "2026-11-03");
    expect(result.amount).toBe(cost);
    expect(sum(result.costs.map(({ amount }) => amount))).toBe(cost);
    expect(read.requests()).toEqual(["GET /cost_report", "GET /workspaces"]);
  });

  test("reads a year of 100 workspaces exactly, with 12 requests", async () => {
    const read = await busyReader({ seed: hundredWorkspaces() });
    const year = { startingAt: "2025-11-20", endingAt: "2026-11-20" };
    const result = await getCosts({ ...year, groupBy: ["workspaceId"] });
    const requests = read.requests();
    expect(requests).toHaveLength(12);
    expect(new Set(result.costs.map(({ workspaceId }) => workspaceId)).size).toBe(100);
    expect(result.costs.length).toBeGreaterThan(36_000);
    const cost = ownCost(read, year.startingAt, year.endingAt);
    expect(result.amount).toBe(cost);
    expect(sum(result.costs.map(({ amount }) => amount))).toBe(cost);
    const keys = result.costs.map(({ startingAt, workspaceId }) => `${startingAt} ${workspaceId}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("requests adjacent ranges of at most 31 days", async () => {
    const { emulator } = await busyReader();
    await getCosts({ startingAt: "2026-09-15", endingAt: "2026-11-10" });
    expect(emulator.requests.map(({ query }) => decodeURIComponent(query))).toEqual([
      "starting_at=2026-09-15T00:00:00Z&ending_at=2026-10-16T00:00:00Z&bucket_width=1d&limit=31",
      "starting_at=2026-10-16T00:00:00Z&ending_at=2026-11-10T00:00:00Z&bucket_width=1d&limit=31",
    ]);
  });

  test("requests no range that begins in the future", async () => {
    const read = await busyReader();
    const { amount } = await getCosts({ startingAt: "2026-11-01", endingAt: "2027-12-31" });
    expect(read.requests()).toHaveLength(1);
    expect(amount).toBe(ownCost(read, "2026-11-01", "2026-12-01"));
    await getCostAnalytics({ startingAt: "2026-11-01", endingAt: "2027-12-31" });
    await getClaudeCodeUsage({ startingAt: "2026-11-19", endingAt: "2027-12-31" });
    expect(read.requests()).toEqual([
      "GET /analytics/cost",
      "GET /usage_report/claude_code",
      "GET /usage_report/claude_code",
    ]);
  });

  test("getCosts ends now, by the server's clock, without endingAt", async () => {
    const read = await busyReader();
    const result = await getCosts({ startingAt: "2026-11-19" });
    expect(result.endingAt).toMatch(/^2026-11-20T10:30:/);
    expect(result.costs.map(({ startingAt }) => startingAt)).toEqual([
      "2026-11-19T00:00:00Z",
      "2026-11-20T00:00:00Z",
    ]);
    expect(result.amount).toBe(ownCost(read, "2026-11-19", "2026-11-21"));
    expect(read.requests()).toEqual(["GET /me", "GET /cost_report"]);
    await getCosts({ startingAt: "2026-11-19" });
    expect(read.requests()).toEqual(["GET /cost_report"]);
    expect(await failure(getCosts({ startingAt: "2026-11-21" }))).toBe(
      "cannot call getCosts: `startingAt` must not be in the future.",
    );
  });

  test("rejects a span that begins in the future, with and without endingAt", async () => {
    const read = await busyReader();
    const future = { startingAt: "2026-11-21", endingAt: "2027-12-31" };
    const far = { startingAt: "2126-11-21", endingAt: "2127-12-31" };
    const inFuture = /`startingAt` must not be in the future\.$/;
    expect(await failure(getCosts(far))).toMatch(inFuture);
    for (const call of [
      getCosts,
      getMessagesUsage,
      getClaudeCodeUsage,
      getCostAnalytics,
      getUsageAnalytics,
    ]) {
      expect(await failure(call(future))).toMatch(inFuture);
      expect(await failure(call({ startingAt: future.startingAt }))).toMatch(inFuture);
    }
    expect(read.requests()).toEqual(["GET /me"]);
  });

  test("returns no rows and the amount 0 for a span without a cost", async () => {
    await busyReader();
    const result = await getCosts({ startingAt: "2024-01-01", endingAt: "2024-01-02" });
    expect(result).toMatchObject({ amount: "0", currency: "USD", costs: [] });
  });

  test("rejects invalid arguments before any request", async () => {
    const { requests } = await busyReader();
    const time =
      "must be a date such as `2026-11-01` or an RFC 3339 time such as `2026-11-01T00:00:00Z`, not";
    const span = { startingAt: "2026-11-01", endingAt: "2026-11-02" };
    for (const [args, message] of [
      [undefined, "the arguments must be an object."],
      [{}, "`startingAt` is required."],
      [{ startingAt: new Date(0) }, `\`startingAt\` ${time} an object.`],
      [{ startingAt: "yesterday" }, `\`startingAt\` ${time} "yesterday".`],
      [{ startingAt: "2026-02-30T00:00:00Z" }, `\`startingAt\` ${time} "2026-02-30T00:00:00Z".`],
      [{ startingAt: "2026-04-31T23:00:00-05:00" }, `\`startingAt\` ${time} "2026-04-31T23:00:00-05:00".`],
      [{ startingAt: "2026-02-30" }, `\`startingAt\` ${time} "2026-02-30".`],
      [{ startingAt: "2026-11-01T00:00:00" }, `\`startingAt\` ${time} "2026-11-01T00:00:00".`],
      [{ ...span, endingAt: 5 }, `\`endingAt\` ${time} 5.`],
      [{ ...span, endingAt: "2026-11-01" }, "`endingAt` must be after `startingAt`."],
      [{ ...span, groupBy: "model" }, "`groupBy` must be an array of dimensions."],
      [
        { ...span, groupBy: ["model"] },
        '`groupBy[0]` must be one of "workspaceId", "description", not "model".',
      ],
      [
        { ...span, groupBy: ["workspace"] },
        '`groupBy[0]` must be one of "workspaceId", "description", not "workspace". Did you mean `workspaceId`?',
      ],
      [
        { ...span, groupBy: ["workspaceId", "workspaceId"] },
        "`groupBy` must not contain duplicate dimensions.",
      ],
      [{ ...span, names: "yes" }, "`names` must be a boolean."],
      [{ ...span, bucketWidth: "1h" }, "`bucketWidth` is not an argument of this function."],
      [{ ...span, groupby: [] }, "`groupby` is not an argument of this function. Did you mean `groupBy`?"],
    ] as const) {
      const args_: unknown = args;
      expect(await failure(getCosts(args_ as Parameters<typeof getCosts>[0]))).toBe(
        `cannot call getCosts: ${message}`,
      );
    }
    expect(requests()).toEqual([]);
  });
});

describe("getCostsOutput", () => {
  test("accepts outputs as arguments", async () => {
    const read = await busyReader();
    const costs = getCostsOutput({
      startingAt: pulumi.output("2026-11-01"),
      endingAt: "2026-11-02",
      groupBy: [pulumi.output("workspaceId" as const)],
    });
    expect(await settled(costs.amount)).toBe(ownCost(read, "2026-11-01", "2026-11-02"));
    const waiting = getCostsOutput({ startingAt: unknown<string>() });
    await busyReader({ preview: true });
    expect(await settled(waiting)).toBe("unknown");
  });
});
