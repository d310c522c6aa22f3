import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runReport } from "../../../../cli/report/runReport.ts";
import { busySeed } from "../../../emulator/usage/organization.ts";
import { busyWorkdir, costSum, ownCost, paths } from "../reports.ts";
import { autumn, besides, contentOf, rowsIn, sync, timesIn } from "./syncs.ts";

describe("the first run of a sync", () => {
  test("writes the same rows as the report, and only its state remains beside the file", async () => {
    const workdir = await busyWorkdir();
    await sync(workdir, "cost", { ...autumn, out: "cost.csv" });
    await runReport(workdir.io, "cost", { ...autumn, format: "csv" });
    expect(contentOf(workdir, "cost.csv")).toBe(workdir.written[0]);
    expect(besides(workdir, "cost.csv")).toEqual(["state.json"]);
    expect(workdir.printed).toEqual([]);
  });

  test("prints the ranges before the run and the rows after it", async () => {
    const workdir = await busyWorkdir();
    expect(await sync(workdir, "cost", { ...autumn, out: "cost.csv" })).toEqual([
      "Writing cost.csv: the cost since 2026-09-15 in 2 ranges, at least 2 requests ...",
      "Source: the Analytics API, complete up to 2026-11-20T10:30:00Z.",
      "Wrote 188 rows to cost.csv, which has 188 rows from 2026-09-15 to 2026-11-01.",
    ]);
    const again = { out: "cost.csv", since: "2026-09-20", until: "2026-10-01" };
    expect(await sync(workdir, "cost", again)).toEqual(["cost.csv already has all rows up to 2026-11-01."]);
  });

  test("adds the day to the dimensions, and writes JSON Lines by the ending of the file", async () => {
    const workdir = await busyWorkdir();
    await sync(workdir, "usage", { last: "3d", out: "usage.JSONL" });
    const rows = rowsIn(contentOf(workdir, "usage.JSONL") ?? "");
    expect(Object.keys(rows[0] ?? {}).slice(0, 4)).toEqual(["startingAt", "endingAt", "model", "requests"]);
    expect(timesIn(contentOf(workdir, "usage.JSONL") ?? "")).toEqual([
      "2026-11-18T00:00:00Z",
      "2026-11-19T00:00:00Z",
      "2026-11-20T00:00:00Z",
    ]);
  });

  test("writes a header and no rows when there is no usage", async () => {
    const workdir = await busyWorkdir();
    const none = { since: "2025-09-01", until: "2025-09-02" };
    await sync(workdir, "cost", { ...none, out: "cost.csv" });
    await sync(workdir, "cost", { ...none, out: "cost.jsonl" });
    expect(contentOf(workdir, "cost.csv")).toMatch(/^startingAt,.*\r\n$/);
    expect(contentOf(workdir, "cost.jsonl")).toBe("");
  });

  test("continues with the legacy report when the first run used it", async () => {
    const workdir = await busyWorkdir();
    const settings = workdir.emulator.organization().settings;
    settings.hipaa_readiness = true;
    await sync(workdir, "cost", { ...autumn, until: "2026-10-01", out: "cost.csv" });
    settings.hipaa_readiness = false;
    paths(workdir.emulator);
    await sync(workdir, "cost", { ...autumn, out: "cost.csv" });
    expect(paths(workdir.emulator)).toEqual(["me", "workspaces", "cost_report"]);
    const rows = rowsIn(contentOf(workdir, "cost.csv") ?? "");
    expect(rows.every(({ source }) => source === "legacy")).toBe(true);
    expect(costSum(rows)).toBe(ownCost(workdir.emulator, autumn.since, autumn.until));
  });
});

describe("a later run of a sync", () => {
  test("reads only the days that could still change, and the days since", async () => {
    const workdir = await busyWorkdir();
    const { emulator } = workdir;
    const first = await sync(workdir, "cost", { last: "60d", by: ["workspace"], out: "cost.csv" });
    expect(first.at(-1)).toBe(
      "Wrote 240 rows to cost.csv, which has 240 rows from 2026-09-22 to 2026-11-21. The next run rereads the rows since 2026-11-19, because they can still change.",
    );
    emulator.clock.advance({ days: 2 });
    emulator.clearRequests();
    const second = await sync(workdir, "cost", { last: "60d", by: ["workspace"], out: "cost.csv" });
    expect(second[0]).toBe(
      "Continuing cost.csv: the cost since 2026-11-19 in 1 range, at least 1 request ...",
    );
    expect(second.at(-1)).toMatch(
      /^Wrote 16 rows to cost\.csv, which has 248 rows from 2026-09-22 to 2026-11-23\./,
    );
    const [range, ...others] = emulator.requests.filter(({ path }) => path.endsWith("/analytics/cost"));
    expect(range?.query).toContain("starting_at=2026-11-19T00%3A00%3A00Z");
    expect(others).toEqual([]);
    await sync(workdir, "cost", { since: "2026-09-22", by: ["workspace"], out: "whole.csv" });
    expect(contentOf(workdir, "cost.csv")).toBe(contentOf(workdir, "whole.csv"));
  });

  test("replaces the rows of a day whose usage arrived late", async () => {
    const workdir = await busyWorkdir();
    const { emulator } = workdir;
    const options = { last: "3d", by: ["workspace"], out: "cost.jsonl" } as const;
    await sync(workdir, "cost", options);
    const before = costSum(rowsIn(contentOf(workdir, "cost.jsonl") ?? "").slice(0, 8));
    const console = emulator.organization().console;
    console.useApiKey("apikey_01default", new Date("2026-11-19T23:00:00Z"), {
      uncachedInputTokens: 5_000_000,
    });
    emulator.clock.advance({ hours: 14 });
    await sync(workdir, "cost", options);
    await sync(workdir, "cost", { ...options, last: "4d", out: "whole.jsonl" });
    expect(contentOf(workdir, "cost.jsonl")).toBe(contentOf(workdir, "whole.jsonl"));
    const rows = rowsIn(contentOf(workdir, "cost.jsonl") ?? "");
    // The first two of three days, four workspaces each.
    expect(costSum(rows.slice(0, 8))).not.toBe(before);
    const days = rows.map((row) => `${row["startingAt"]} ${row["workspaceId"]}`);
    expect(new Set(days).size).toBe(days.length);
  });

  test("leaves no gap after a pause that is longer than --last", async () => {
    const workdir = await busyWorkdir();
    const options = { last: "2d", by: ["day"], out: "cost.csv" } as const;
    await sync(workdir, "cost", options);
    workdir.emulator.clock.advance({ days: 45 });
    await sync(workdir, "cost", options);
    expect(timesIn(contentOf(workdir, "cost.csv") ?? "").length).toBe(47);
  });

  test("continues to filter by the workspace that had the name in the first run", async () => {
    const workdir = await busyWorkdir();
    const options = { ...autumn, workspace: ["Team 1"], out: "cost.csv" } as const;
    await sync(workdir, "cost", { ...options, until: "2026-10-01" });
    const console = workdir.emulator.organization().console;
    console.updateWorkspace("wrkspc_01busy1", { name: "Renamed" });
    await sync(workdir, "cost", options);
    const rows = rowsIn(contentOf(workdir, "cost.csv") ?? "");
    expect(new Set(rows.map(({ workspaceId }) => workspaceId))).toEqual(new Set(["wrkspc_01busy1"]));
    expect(new Set(rows.map(({ workspaceName }) => workspaceName))).toEqual(new Set(["Team 1", "Renamed"]));
    expect(timesIn(contentOf(workdir, "cost.csv") ?? "").length).toBe(47);
  });

  test("keeps the rows that it has when --until is earlier", async () => {
    const workdir = await busyWorkdir();
    await sync(workdir, "cost", { last: "5d", by: ["day"], out: "cost.csv" });
    const before = timesIn(contentOf(workdir, "cost.csv") ?? "");
    await sync(workdir, "cost", { until: "2026-11-19", by: ["day"], out: "cost.csv" });
    expect(timesIn(contentOf(workdir, "cost.csv") ?? "")).toEqual(before);
  });

  test("reads a day of Claude Code with one request, and repeats only the last two", async () => {
    const workdir = await busyWorkdir();
    const options = { last: "10d", out: "claude-code.csv" } as const;
    await sync(workdir, "claude-code", options);
    const report = "usage_report/claude_code";
    expect(paths(workdir.emulator)).toEqual(["me", ...Array<string>(10).fill(report)]);
    workdir.emulator.clock.advance({ days: 1 });
    await sync(workdir, "claude-code", options);
    expect(paths(workdir.emulator)).toEqual(["me", report, report, report]);
    await sync(workdir, "claude-code", { since: "2026-11-11", out: "whole.csv" });
    expect(contentOf(workdir, "claude-code.csv")).toBe(contentOf(workdir, "whole.csv"));
  });
});

test("pages of the Analytics API have 1000 rows, so a range of 31 days of 41 workspaces takes two requests", async () => {
  const workdir = await busyWorkdir({ seed: busySeed(40) });
  const { emulator } = workdir;
  await sync(workdir, "cost", { since: "2026-09-01", until: "2026-11-02", out: "cost.csv" });
  expect(paths(emulator)).toEqual([
    "me",
    ...["analytics/cost", "analytics/cost", "workspaces", "analytics/cost", "analytics/cost"],
  ]);
  const rows = rowsIn(contentOf(workdir, "cost.csv") ?? "");
  expect(rows.length).toBe(62 * 41);
  expect(costSum(rows)).toBe(ownCost(emulator, "2026-09-01", "2026-11-02"));
});

describe("a sync of hours", () => {
  test("reads six months of the legacy report with one request a week, and the same tokens from the Analytics API", async () => {
    const workdir = await busyWorkdir();
    const options = { since: "2026-05-20", until: "2026-11-18", by: ["hour"] } as const;
    const tokens = (name: string) =>
      rowsIn(contentOf(workdir, name) ?? "").map((row) => [row["startingAt"], row["totalTokens"]]);
    await sync(workdir, "usage", { ...options, source: "legacy", out: "legacy.jsonl" });
    // 182 days.
    expect(paths(workdir.emulator)).toEqual(["me", ...Array<string>(26).fill("usage_report/messages")]);
    await sync(workdir, "usage", { ...options, source: "analytics", out: "analytics.jsonl" });
    expect(tokens("legacy.jsonl").length).toBe(182 * 24);
    expect(tokens("analytics.jsonl")).toEqual(tokens("legacy.jsonl"));
  });

  test("reads the hours that ended less than a day ago again", async () => {
    const workdir = await busyWorkdir();
    const options = { last: "72h", by: ["hour"], out: "usage.csv" } as const;
    const first = await sync(workdir, "usage", options);
    expect(first.at(-1)).toMatch(/rereads the rows since 2026-11-19T10:00:00Z/);
    workdir.emulator.clock.advance({ hours: 1 });
    const second = await sync(workdir, "usage", options);
    expect(second[0]).toMatch(/^Continuing usage\.csv: the usage since 2026-11-19T10:00:00Z in 1 range/);
    expect(timesIn(contentOf(workdir, "usage.csv") ?? "").length).toBe(74);
  });
});

test("the state has the options of the first run and no secret", async () => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", { ...autumn, workspace: ["Team 1"], out: "cost.csv" });
  const text = readFileSync(join(workdir.io.cwd, "cost.csv.sync", "state.json"), "utf8");
  expect(JSON.parse(text)).toMatchObject({
    version: 1,
    organization: "0b5ad6ab-6a0f-4b5e-9a51-2f6d6c1f3a10",
    contents: { report: "cost", by: ["day", "workspace"], filters: { workspace: ["Team 1"] }, format: "csv" },
    source: "analytics",
    resolved: { workspace: ["wrkspc_01busy1"] },
    from: "2026-09-15T00:00:00Z",
    file: { rows: 47, finalRows: 47, readTo: "2026-11-01T00:00:00Z" },
  });
  expect(text).not.toContain("sk-ant");
});
