import { describe, expect, test } from "vitest";
import type { Dimension } from "../../../cli/report/query.ts";
import { busySeed } from "../../emulator/usage/organization.ts";
import { busyWorkdir, costSum, ownCost, paths, type Row, readRows, week } from "./reports.ts";

describe("report cost from the legacy report", () => {
  test("returns the same cost by workspace and day as the Analytics API", async () => {
    const workdir = await busyWorkdir();
    const options = { ...week, by: ["workspace", "day"] as const };
    const shown = (rows: readonly Row[]) =>
      rows.map(({ source: _, listAmount: __, ...row }) => JSON.stringify(row));
    const analytics = await readRows(workdir, "cost", { ...options, source: "analytics" });
    const legacy = await readRows(workdir, "cost", { ...options, source: "legacy" });
    expect(shown(legacy)).toEqual(shown(analytics));
    expect(legacy[0]).toMatchObject({ listAmount: null, source: "legacy" });
    expect(workdir.progress.at(-1)).toBe("Source: the legacy cost report.");
  });

  test("reads a year by workspace and day with 12 requests", async () => {
    const workdir = await busyWorkdir({ seed: busySeed(20) });
    const year = { since: "2025-11-20", until: "2026-11-20", by: ["workspace", "day"] as const };
    const rows = await readRows(workdir, "cost", { ...year, source: "legacy" });
    expect(costSum(rows)).toBe(ownCost(workdir.emulator, year.since, year.until));
    expect(new Set(rows.map((row) => `${row["startingAt"]} ${row["workspaceId"]}`)).size).toBe(rows.length);
    expect(paths(workdir.emulator)).toEqual(["me", "workspaces", ...Array<string>(12).fill("cost_report")]);
  });

  test("returns the same cost as the Analytics API when it filters by workspace name and model", async () => {
    const workdir = await busyWorkdir();
    const options = { ...week, workspace: ["Default", "wrkspc_01busy1"], by: ["workspace"] as const };
    const analytics = await readRows(workdir, "cost", { ...options, source: "analytics" });
    const legacy = await readRows(workdir, "cost", { ...options, source: "legacy" });
    expect(analytics.map(({ workspaceName, amount }) => [workspaceName, amount])).toEqual(
      legacy.map(({ workspaceName, amount }) => [workspaceName, amount]),
    );
    expect(analytics.map(({ workspaceName }) => workspaceName)).toEqual(["Default", "Team 1"]);
  });

  test("the legacy report has web searches without a model by model, and the same total as the Analytics API", async () => {
    const workdir = await busyWorkdir();
    const options = { ...week, by: ["model"] as const };
    const analytics = await readRows(workdir, "cost", { ...options, source: "analytics" });
    const legacy = await readRows(workdir, "cost", { ...options, source: "legacy" });
    expect(costSum(legacy)).toBe(costSum(analytics));
    const [haiku] = await readRows(workdir, "cost", {
      ...options,
      model: ["claude-haiku-5-5"],
      source: "legacy",
    });
    expect(haiku).toEqual(legacy.find(({ model }) => model === "claude-haiku-5-5"));
  });
});

describe("report usage from the legacy report", () => {
  test.each<readonly Dimension[]>([["workspace"], ["model"], ["api-key"], ["user"], ["service-account"]])(
    "the usage by %s is the same from both sources",
    async (dimension) => {
      const workdir = await busyWorkdir();
      const options = { ...week, by: [dimension, "day"] as const };
      const counts = ({ requests: _, source: __, ...row }: Row) => JSON.stringify(row);
      const analytics = await readRows(workdir, "usage", { ...options, source: "analytics" });
      const legacy = await readRows(workdir, "usage", { ...options, source: "legacy" });
      // Code execution has no tokens, and only the Analytics API counts its requests.
      const withTokens = analytics.filter(({ totalTokens }) => totalTokens !== 0);
      expect(legacy.filter(({ totalTokens }) => totalTokens !== 0).map(counts)).toEqual(
        withTokens.map(counts),
      );
      expect(analytics[0]?.["requests"]).toBeGreaterThan(0);
    },
  );

  test("returns the same usage as the Analytics API when it filters by API key, user and workspace", async () => {
    const workdir = await busyWorkdir();
    for (const filter of [
      { apiKey: ["key 0.1", "personal"], by: ["api-key"] },
      { user: ["Bo@Example.com"], by: ["user"] },
      { workspace: ["Default"], by: ["workspace"] },
      { model: ["claude-opus-5-5"], by: ["model"] },
    ] as const) {
      const tokens = async (source: "analytics" | "legacy") =>
        (await readRows(workdir, "usage", { ...week, ...filter, source })).map(
          ({ totalTokens }) => totalTokens,
        );
      const analytics = await tokens("analytics");
      expect(analytics.length).toBeGreaterThan(0);
      expect(await tokens("legacy")).toEqual(analytics);
    }
  });

  test("reads hours when the period does not consist of whole days", async () => {
    const workdir = await busyWorkdir();
    const options = {
      since: "2026-11-03T05:00:00Z",
      until: "2026-11-03T09:00:00Z",
      by: ["workspace"] as const,
    };
    const hours = await readRows(workdir, "usage", { ...options, source: "legacy" });
    const analytics = await readRows(workdir, "usage", { ...options, source: "analytics" });
    expect(hours.map(({ totalTokens }) => totalTokens)).toEqual(
      analytics.map(({ totalTokens }) => totalTokens),
    );
    expect(hours[0]).toMatchObject({ startingAt: "2026-11-03T05:00:00Z", endingAt: "2026-11-03T09:00:00Z" });
  });
});
