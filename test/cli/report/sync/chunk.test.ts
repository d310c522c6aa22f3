import { expect, test } from "vitest";
import { chunkOf } from "../../../../cli/report/sync/chunk.ts";
import { smallReport } from "../reports.ts";
import { rowsIn } from "./syncs.ts";

const range = { from: Date.parse("2026-11-01"), to: Date.parse("2026-11-03") };
const options = { format: "jsonl", width: "1d", now: Date.parse("2026-11-03T12:00:00Z") } as const;

test("rows are final up to a day before the time up to which the source is complete", () => {
  const refreshedAt = "2026-11-03T01:00:00Z";
  const { final, open, finalTo, readTo } = chunkOf({ ...smallReport(), refreshedAt }, range, options);
  expect([final.rows, rowsIn(final.text).length]).toEqual([3, 3]);
  expect([open.rows, rowsIn(open.text).length]).toEqual([1, 1]);
  expect([finalTo, readTo]).toEqual([Date.parse("2026-11-02"), range.to]);
});

test("CSV rows have no header", () => {
  const { final, open } = chunkOf(smallReport(), range, { ...options, format: "csv" });
  expect(final.text).toBe("");
  expect(open.text).toMatch(/^2026-11-01T/);
});

test("a row outside of the range is rejected, because the next range contains it too", () => {
  for (const wrong of [
    { from: Date.parse("2026-11-02"), to: range.to },
    { from: Date.parse("2026-10-01"), to: Date.parse("2026-11-02") },
  ]) {
    const report = { ...smallReport(), span: wrong };
    expect(() => chunkOf(report, wrong, options)).toThrow(
      /^cannot report the cost: the API returned a row for 2026-11-0[12]T00:00:00Z, which was not requested/,
    );
  }
});
