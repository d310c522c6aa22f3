import { expect, test } from "vitest";
import { headline, sourceLine } from "../../../cli/report/report.ts";
import { smallReport } from "./reports.ts";

test("the headline has the report, the organization and the period", () => {
  const span = { from: Date.parse("2026-11-01T05:00:00Z"), to: Date.parse("2026-11-02") };
  expect(headline({ ...smallReport(), name: "claude-code", span })).toBe(
    "Claude Code usage of organization 0b5ad6ab from 2026-11-01T05:00:00Z to 2026-11-02 (UTC)",
  );
});

test("the source line has the time up to which the data is complete, if the API returns it", () => {
  const report = smallReport();
  expect(sourceLine(report)).toBe("Source: the Analytics API, complete up to 2026-11-02T11:00:00Z.");
  expect(sourceLine({ ...report, source: "legacy", refreshedAt: undefined })).toBe(
    "Source: the legacy cost report.",
  );
});
