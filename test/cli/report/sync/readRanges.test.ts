import { describe, expect, test } from "vitest";
import type { ReportName, SourceOption } from "../../../../cli/report/query.ts";
import type { Fault } from "../../../../emulator/index.ts";
import { busyWorkdir, paths } from "../reports.ts";
import { autumn, besides, contentOf, rowsIn, sync } from "./syncs.ts";

const path = "/v1/organizations/analytics/cost";
const options = { ...autumn, out: "cost.csv" } as const;

describe("a fault in the middle of a sync", () => {
  test.each<Fault>([
    { kind: "rateLimit", retryAfter: 1 },
    { kind: "rateLimit" },
    { kind: "html", status: 502 },
    { kind: "htmlAfter" },
    { kind: "cutJson" },
    { kind: "loseResponse" },
    { kind: "refuse" },
    { kind: "status", status: 529 },
  ])("$kind $status $retryAfter is retried, and the file is the same", async (fault) => {
    const workdir = await busyWorkdir();
    workdir.emulator.faults.add({ ...fault, path, after: 1 });
    await sync(workdir, "cost", options);
    expect(paths(workdir.emulator)).toEqual([
      "me",
      "analytics/cost",
      "workspaces",
      "analytics/cost",
      "analytics/cost",
    ]);
    await sync(workdir, "cost", { ...options, out: "whole.csv" });
    expect(contentOf(workdir, "cost.csv")).toBe(contentOf(workdir, "whole.csv"));
  });

  const broken: readonly (readonly [string, Fault])[] = [
    ["a page of a proxy", { kind: "html", times: 99 }],
    ["a page of a proxy with status 200", { kind: "html", status: 200, times: 99 }],
    ["cut JSON", { kind: "cutJson", times: 99 }],
    ["a connection that is closed", { kind: "refuse", times: 99 }],
    ["a refusal", { kind: "status", status: 400 }],
    [
      "a page without a cursor",
      { kind: "status", status: 200, body: { data: [], has_more: true, next_page: null } },
    ],
    [
      "a cursor that changes nothing",
      { kind: "status", status: 200, times: 99, body: { data: [], has_more: true, next_page: "page_x" } },
    ],
    ["a revoked key", { kind: "status", status: 401, errorType: "authentication_error" }],
  ];
  test.each(broken)(
    "%s in the second range leaves the file as it was, and the next run repeats only that range",
    async (_, fault) => {
      const workdir = await busyWorkdir();
      const { emulator } = workdir;
      await sync(workdir, "cost", { ...options, until: "2026-09-20" });
      const before = contentOf(workdir, "cost.csv");
      emulator.faults.add({ ...fault, path, after: 1 });
      await expect(sync(workdir, "cost", options)).rejects.toThrow(/^cannot /);
      expect(contentOf(workdir, "cost.csv")).toBe(before);
      emulator.faults.clear();
      paths(emulator);
      await sync(workdir, "cost", options);
      expect(paths(emulator).filter((each) => each === "analytics/cost").length).toBe(1);
      await sync(workdir, "cost", { ...options, out: "whole.csv" });
      expect(contentOf(workdir, "cost.csv")).toBe(contentOf(workdir, "whole.csv"));
    },
  );
});

const sources: readonly (readonly [ReportName, SourceOption | undefined, string])[] = [
  ["cost", "analytics", "analytics/cost"],
  ["cost", "legacy", "cost_report"],
  ["usage", "analytics", "analytics/usage"],
  ["usage", "legacy", "usage_report/messages"],
  ["claude-code", undefined, "usage_report/claude_code"],
];

test.each(sources)("%s from %s continues after a failure", async (name, source, endpoint) => {
  const workdir = await busyWorkdir();
  const { emulator } = workdir;
  const whole = {
    since: "2026-10-01",
    until: name === "claude-code" ? "2026-10-06" : "2026-11-10",
    out: "rows.jsonl",
    ...(source === undefined ? {} : { source }),
  };
  emulator.faults.add({ kind: "status", status: 400, path: `/v1/organizations/${endpoint}`, after: 1 });
  await expect(sync(workdir, name, whole)).rejects.toThrow(/^cannot /);
  expect(contentOf(workdir, "rows.jsonl")).toBeUndefined();
  await sync(workdir, name, whole);
  await sync(workdir, name, { ...whole, out: "whole.jsonl" });
  const content = contentOf(workdir, "rows.jsonl") ?? "";
  expect(content).toBe(contentOf(workdir, "whole.jsonl"));
  expect(rowsIn(content).length).toBeGreaterThan(10);
});

test("a failure of the first range leaves nothing behind", async () => {
  const workdir = await busyWorkdir();
  workdir.emulator.faults.add({ kind: "status", status: 404, path, times: 9 });
  await expect(sync(workdir, "cost", { ...options, source: "analytics" })).rejects.toThrow(/^cannot /);
  expect(contentOf(workdir, "cost.csv")).toBeUndefined();
  expect(besides(workdir, "cost.csv")).toBeUndefined();
  expect(workdir.progress).toEqual([
    "Writing cost.csv: the cost since 2026-09-15 in 2 ranges, at least 2 requests ...",
  ]);
});
