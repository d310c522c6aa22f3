import { describe, expect, test } from "vitest";
import type { ReportName } from "../../../../cli/report/query.ts";
import type { SyncOptions } from "../../../../cli/report/sync/runSync.ts";
import { busySeed } from "../../../emulator/usage/organization.ts";
import { busyWorkdir, paths } from "../reports.ts";
import { autumn, contentOf, sync } from "./syncs.ts";

const first = { ...autumn, until: "2026-10-01", model: ["claude-opus-5-5"], out: "rows.csv" } as const;

describe("a file with other rows is rejected before any request", () => {
  test.each<[ReportName, Partial<SyncOptions>, string]>([
    ["usage", {}, "it has the cost, not the usage"],
    ["cost", { by: ["workspace", "model"] }, "its rows are by day, workspace, not by day, workspace, model"],
    ["cost", { by: ["hour", "workspace"] }, "its rows are by day, workspace, not by hour, workspace"],
    [
      "cost",
      { model: ["claude-haiku-5-5"] },
      "its rows have only the model claude-opus-5-5, not only the model claude-haiku-5-5",
    ],
    ["cost", { apiKey: ["personal"] }, "its rows have every api-key, not only the api-key personal"],
    ["cost", { source: "legacy" }, "its rows are from analytics, not from legacy"],
    ["cost", { format: "jsonl" }, "its format is csv, not jsonl"],
  ])("%s %j", async (name, options, message) => {
    const workdir = await busyWorkdir();
    await sync(workdir, "cost", first);
    const before = contentOf(workdir, "rows.csv");
    paths(workdir.emulator);
    await expect(sync(workdir, name, { ...first, ...options })).rejects.toThrow(
      `cannot continue rows.csv: ${message}. Use the options of the first run, or name another file.`,
    );
    expect(paths(workdir.emulator)).toEqual([]);
    expect(contentOf(workdir, "rows.csv")).toBe(before);
  });
});

test("the order of dimensions in time and of filters does not matter, nor does a repeated source", async () => {
  const workdir = await busyWorkdir();
  const models = ["claude-opus-5-5", "claude-haiku-5-5"];
  await sync(workdir, "cost", { ...first, model: models, source: "analytics" });
  const again = { ...first, until: autumn.until, model: models.toReversed() };
  await sync(workdir, "cost", { ...again, by: ["workspace", "day"], source: "analytics" });
  await sync(workdir, "cost", { ...again, by: ["workspace"] });
  expect(contentOf(workdir, "rows.csv")).toContain("2026-10-31T00:00:00Z");
});

test("a key of another organization is rejected after the request for the organization", async () => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", first);
  const other = await busyWorkdir({
    seed: { ...busySeed(), organization: { id: "9b5ad6ab-6a0f-4b5e-9a51-2f6d6c1f3a10", name: "Other" } },
  });
  const io = { ...workdir.io, env: other.io.env };
  await expect(sync({ ...workdir, io }, "cost", { ...first, until: autumn.until })).rejects.toThrow(
    "cannot continue rows.csv: it has the rows of organization 0b5ad6ab-6a0f-4b5e-9a51-2f6d6c1f3a10, and the key belongs to 9b5ad6ab-6a0f-4b5e-9a51-2f6d6c1f3a10. Use a key of that organization, or name another file.",
  );
  expect(paths(other.emulator)).toEqual(["me"]);
});

test("a start before the first row is rejected, because rows are only added at the end", async () => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", first);
  await expect(sync(workdir, "cost", { ...first, since: "2026-09-14" })).rejects.toThrow(
    "cannot continue rows.csv: it begins at 2026-09-15, which is later than the start in the options. Omit `--since` and `--last`, or name another file.",
  );
});

test("a pause that is longer than the reach of the Analytics API is rejected, because it would be a gap", async () => {
  const workdir = await busyWorkdir();
  await sync(workdir, "cost", { ...first, source: "analytics" });
  workdir.emulator.clock.advance({ days: 330 });
  await expect(sync(workdir, "cost", { ...first, until: "2027-01-01" })).rejects.toThrow(
    "cannot continue rows.csv: its rows end at 2026-10-01, and the Analytics API no longer has the data after that. Name another file to start over.",
  );
});

test("invalid options are rejected before any request", async () => {
  const workdir = await busyWorkdir();
  const out = "rows.csv";
  for (const [options, message] of [
    [{ since: "x" }, "`--since` must be a date"],
    [{ since: "2026-11-01", last: "3d" }, "cannot be used together"],
    [{ by: ["day", "hour"] }, "`--by day` and `--by hour` cannot be used together"],
    [{ by: ["user"], source: "legacy" }, "cannot be grouped by user"],
    [{ by: ["hour"], source: "legacy" }, "cannot be grouped by hour"],
  ] as const) {
    await expect(sync(workdir, "cost", { ...options, out })).rejects.toThrow(message);
  }
  expect(paths(workdir.emulator)).toEqual([]);
  const future = { since: "2026-12-01", until: "2026-12-05", out };
  await expect(sync(workdir, "cost", future)).rejects.toThrow("`--since` must not be in the future.");
});
