import { describe, expect, test } from "vitest";
import { dailyQuery, readPage } from "../../../../cli/report/html/readPage.ts";
import type { PeriodOptions } from "../../../../cli/report/period.ts";
import type { QueryOptions, ReportName } from "../../../../cli/report/query.ts";
import { ReportReader } from "../../../../cli/report/reportReader.ts";
import { sum } from "../../../provider/functions/reports.ts";
import { busyWorkdir, ownCost, paths, week } from "../reports.ts";

type Workdir = Awaited<ReturnType<typeof busyWorkdir>>;

async function read({ io }: Workdir, name: ReportName, options: QueryOptions & PeriodOptions = week) {
  const reader = await ReportReader.open(io, name, options);
  return await readPage(io, reader, await reader.read(dailyQuery(reader.query)));
}

describe("the reports of a page", () => {
  test("a page takes one request per dimension, one for the cache hit rate, and one for the previous period", async () => {
    const workdir = await busyWorkdir();
    const data = await read(workdir, "cost");
    expect(paths(workdir.emulator).toSorted()).toEqual([
      "analytics/cost",
      "analytics/cost",
      "analytics/cost",
      "analytics/cost",
      "analytics/cost",
      "analytics/usage",
      "api_keys",
      "me",
      "workspaces",
    ]);
    const cost = ownCost(workdir.emulator, week.since, week.until);
    const sums = [data.daily, data.total, ...data.rankings.map(({ report }) => report)].map(({ rows }) =>
      sum(rows.map((row) => String(row["amount"]))),
    );
    expect(sums).toEqual([cost, cost, cost, cost, cost]);
    expect(data.previous).toEqual({
      span: { from: Date.parse("2026-10-26"), to: Date.parse(week.since) },
      total: ownCost(workdir.emulator, "2026-10-26", week.since),
    });
    expect(data.rankings.map(({ dimension, endsAtFullHour }) => [dimension, endsAtFullHour])).toEqual([
      ["model", false],
      ["api-key", false],
      ["user", false],
    ]);
    expect(data.usage?.totals["totalTokens"]).toBeGreaterThan(0);
    expect(workdir.progress).toContain(
      "Reading the cost by API key since 2026-11-02 from the Analytics API ...",
    );
  });

  test("a Claude Code page takes one request per day, even by model", async () => {
    const workdir = await busyWorkdir();
    const data = await read(workdir, "claude-code");
    expect(paths(workdir.emulator)).toEqual(["me", ...Array(7).fill("usage_report/claude_code")]);
    expect(data.by).toEqual(["user", "api-key"]);
    const [models] = data.rankings;
    expect(models?.dimension).toBe("model");
    expect(models?.report.totals["estimatedCost"]).toBe(data.total.totals["estimatedCost"]);
    expect(data.previous).toBeUndefined();
  });

  test("a page takes no request for a dimension of `--by`", async () => {
    const workdir = await busyWorkdir();
    const data = await read(workdir, "usage", { ...week, by: ["user", "model"] });
    expect(paths(workdir.emulator).filter((path) => path === "analytics/usage")).toHaveLength(4);
    expect(data.rankings.map(({ dimension }) => dimension)).toEqual([
      "workspace",
      "model",
      "api-key",
      "user",
    ]);
    const totals = data.rankings.map(({ report }) => report.totals["totalTokens"]);
    expect(new Set(totals).size).toBe(1);
  });

  test("a page uses the legacy reports when the organization has no Analytics API, and notes the missing data", async () => {
    const workdir = await busyWorkdir();
    workdir.emulator.organization().settings.hipaa_readiness = true;
    const data = await read(workdir, "cost");
    expect([data.daily.source, data.usage?.source]).toEqual(["legacy", "legacy"]);
    expect(data.rankings.map(({ dimension }) => dimension)).toEqual(["model"]);
    expect(data.notes).toEqual([
      "The legacy cost report has no cost by API key and user, unlike the Analytics API.",
    ]);
    expect(data.previous?.total).toBe(ownCost(workdir.emulator, "2026-10-26", week.since));
  });

  test("a page has no cache hit rate when the usage is not available, but fails when the usage is broken", async () => {
    const workdir = await busyWorkdir();
    const path = "/v1/organizations/analytics/usage";
    workdir.emulator.faults.add({ kind: "status", status: 403, path, times: 1 });
    const data = await read(workdir, "cost");
    expect(data.usage).toBeUndefined();
    expect(data.notes).toEqual([expect.stringMatching(/^The page has no cache hit rate: /)]);
    workdir.emulator.faults.add({ kind: "html", status: 200, path, times: 9 });
    await expect(read(workdir, "cost")).rejects.toThrow("cannot read the usage analytics");
  });

  test("a page has no previous period before the data of the Analytics API begins", async () => {
    const workdir = await busyWorkdir();
    const data = await read(workdir, "cost", { since: "2026-01-05", until: "2026-01-15" });
    expect(data.previous).toBeUndefined();
  });
});

describe("the period of a page", () => {
  test("the period of a page has complete days only, and the page shows the time up to which it is complete", async () => {
    const workdir = await busyWorkdir();
    const data = await read(workdir, "cost", { last: "3d" });
    expect(data.completeUntil).toBe(Date.parse("2026-11-20T10:30:00Z"));
    expect(data.completeDays).toEqual({ from: Date.parse("2026-11-18"), to: Date.parse("2026-11-20") });
    expect(data.previous?.span).toEqual({ from: Date.parse("2026-11-16"), to: Date.parse("2026-11-18") });
    expect(data.rankings.every(({ endsAtFullHour }) => endsAtFullHour)).toBe(true);
  });

  test("a page has bars per hour with `--by hour`, for up to 14 days", async () => {
    const workdir = await busyWorkdir();
    expect(await read(workdir, "usage", { ...week, by: ["hour"] })).toMatchObject({
      time: "hour",
      by: ["model"],
    });
    const long = { since: "2026-11-01", until: "2026-11-16", by: ["hour"] } as const;
    expect((await read(workdir, "usage", long)).time).toBe("day");
  });
});
