import { describe, expect, test } from "vitest";
import type { ReportName, SourceOption } from "../../../cli/report/query.ts";
import { runReport } from "../../../cli/report/runReport.ts";
import type { Fault } from "../../../emulator/index.ts";
import { busyWorkdir } from "./reports.ts";

const sources: readonly (readonly [ReportName, SourceOption | undefined, string])[] = [
  ["cost", "analytics", "analytics/cost"],
  ["cost", "legacy", "cost_report"],
  ["usage", "analytics", "analytics/usage"],
  ["usage", "legacy", "usage_report/messages"],
  ["claude-code", undefined, "usage_report/claude_code"],
];

describe.each(sources)("report %s from %s", (name, source, path) => {
  const options = {
    since: "2026-11-02",
    until: "2026-11-03",
    format: "csv",
    ...(source === undefined ? {} : { source }),
  } as const;
  const at = (fault: Fault): Fault => ({ ...fault, path: `/v1/organizations/${path}` });

  test.each<Fault>([
    { kind: "rateLimit", retryAfter: 1 },
    { kind: "html", status: 502 },
    { kind: "html", status: 200 },
    { kind: "cutJson" },
    { kind: "loseResponse" },
  ])("the report is the same after $kind $status", async (fault) => {
    const { io, emulator, written } = await busyWorkdir();
    await runReport(io, name, options);
    emulator.faults.add(at(fault));
    await runReport(io, name, options);
    expect(written[1]).toBe(written[0]);
    expect(written[0]?.split("\r\n").length).toBeGreaterThan(2);
  });

  test("prints nothing when a page is missing", async () => {
    const { io, emulator, written } = await busyWorkdir();
    const body = { data: [], has_more: true, next_page: null };
    emulator.faults.add(at({ kind: "status", status: 200, body }));
    await expect(runReport(io, name, options)).rejects.toThrow("so the report is not complete");
    expect(written).toEqual([]);
  });
});
