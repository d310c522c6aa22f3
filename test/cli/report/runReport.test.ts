import { describe, expect, test } from "vitest";
import { runReport } from "../../../cli/report/runReport.ts";
import { busyWorkdir, costSum, ownCost, paths, readRows, week } from "./reports.ts";

test("a report without `--until` ends now, by the server's clock", async () => {
  const workdir = await busyWorkdir();
  const rows = await readRows(workdir, "cost", { last: "3d", by: ["day"] });
  expect(rows.map(({ startingAt }) => startingAt)).toEqual([
    "2026-11-18T00:00:00Z",
    "2026-11-19T00:00:00Z",
    "2026-11-20T00:00:00Z",
  ]);
});

describe("the source of a report", () => {
  test("reads the legacy report when the organization has no Analytics API, and prints the reason", async () => {
    const workdir = await busyWorkdir();
    workdir.emulator.organization().settings.hipaa_readiness = true;
    await runReport(workdir.io, "cost", { ...week, format: "table" });
    expect(workdir.printed[0]).toContain("Source: the legacy cost report.");
    expect(workdir.progress.join("\n")).toMatch(
      /Cannot read the cost analytics: .*HIPAA.* Reading the legacy cost report instead\./,
    );
    expect(workdir.progress.at(-1)).toBe("Source: the legacy cost report.");
    const failing = runReport(workdir.io, "cost", { ...week, by: ["user"], format: "table" });
    await expect(failing).rejects.toThrow(
      /HIPAA.* The legacy cost report cannot be grouped by user, only by workspace, model and day\.$/,
    );
    const chosen = runReport(workdir.io, "cost", { ...week, source: "analytics", format: "table" });
    await expect(chosen).rejects.toThrow(/HIPAA/);
  });

  test("reads the legacy report for a period before the data of the Analytics API begins", async () => {
    const workdir = await busyWorkdir();
    const early = { since: "2025-12-01", until: "2025-12-03" } as const;
    const rows = await readRows(workdir, "cost", early);
    expect(costSum(rows)).toBe(ownCost(workdir.emulator, early.since, early.until));
    expect(workdir.progress).toContain(
      "Cannot read the Analytics API from 2025-12-01: its data begins at 2026-01-01 and covers the last 365 days. Reading the legacy cost report instead.",
    );
    expect(paths(workdir.emulator)).toEqual(["me", "workspaces", "cost_report"]);
    await expect(readRows(workdir, "cost", { ...early, source: "analytics" })).rejects.toThrow(
      /^cannot read the Analytics API from 2025-12-01: .* Use a later `--since`\.$/,
    );
  });

  test("does not read the legacy report when the Analytics API fails for another reason", async () => {
    const workdir = await busyWorkdir();
    workdir.emulator.faults.add({
      kind: "html",
      status: 200,
      path: "/v1/organizations/analytics/cost",
      times: 9,
    });
    await expect(readRows(workdir, "cost", { ...week })).rejects.toThrow(/^cannot read the cost analytics: /);
    expect(paths(workdir.emulator)).not.toContain("cost_report");
  });
});

test("invalid options of a report are rejected before any request", async () => {
  const { io, emulator } = await busyWorkdir();
  for (const options of [{ last: "1y" }, { by: ["user"], source: "legacy" }, { since: "x" }] as const) {
    await expect(runReport(io, "cost", { ...options, format: "table" })).rejects.toThrow(
      "cannot report the cost",
    );
  }
  expect(emulator.requests).toEqual([]);
});

describe("the page with charts", () => {
  test("the page is written in addition to the printed report, which is summed up from the same requests", async () => {
    const workdir = await busyWorkdir();
    const options = { ...week, format: "jsonl", html: "cost.html" } as const;
    await runReport(workdir.io, "cost", options);
    const rows = workdir.written
      .join("")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(costSum(rows)).toBe(ownCost(workdir.emulator, week.since, week.until));
    expect(rows[0]).not.toHaveProperty("day");
    expect(paths(workdir.emulator).filter((path) => path === "analytics/cost")).toHaveLength(5);
    expect((await workdir.file("cost.html")).slice(0, 15)).toBe("<!doctype html>");
    expect(workdir.progress.at(-1)).toBe("Wrote cost.html.");
  });

  test("the page is printed instead of the report with `-`", async () => {
    const { io, printed, written } = await busyWorkdir();
    await runReport(io, "claude-code", { last: "1d", html: "-" });
    expect([printed.length, written.length, written[0]?.slice(0, 15)]).toEqual([0, 1, "<!doctype html>"]);
  });

  test("a page that cannot be written is rejected before any request", async () => {
    const { io, emulator } = await busyWorkdir();
    await expect(runReport(io, "cost", { html: "missing/cost.html" })).rejects.toThrow(
      "cannot write missing/cost.html: its folder does not exist. Create the folder, or name another file.",
    );
    await expect(runReport(io, "cost", { html: "." })).rejects.toThrow("cannot write .: it is a folder.");
    expect(emulator.requests).toEqual([]);
  });
});
