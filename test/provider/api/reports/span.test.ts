import { describe, expect, test } from "vitest";
import {
  bucketLength,
  ceilTo,
  floorTo,
  isFuture,
  rangesOf,
  timeText,
} from "../../../../provider/api/reports/span.ts";

const at = (text: string) => Date.parse(text);
const texts = (ranges: readonly { from: number; to: number }[]) =>
  ranges.map(({ from, to }) => [timeText(from), timeText(to)]);

describe("rangesOf", () => {
  test("splits a span into adjacent ranges with a shorter last one", () => {
    const span = { from: at("2026-01-01T00:00:00Z"), to: at("2026-03-10T12:30:00Z") };
    expect(texts(rangesOf(span, 31 * bucketLength["1d"]))).toEqual([
      ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"],
      ["2026-02-01T00:00:00Z", "2026-03-04T00:00:00Z"],
      ["2026-03-04T00:00:00Z", "2026-03-10T12:30:00Z"],
    ]);
  });

  test("returns a short span unchanged, and no range for an empty span", () => {
    const span = { from: at("2026-01-01T00:00:00Z"), to: at("2026-02-01T00:00:00Z") };
    expect(rangesOf(span, 31 * bucketLength["1d"])).toEqual([span]);
    expect(rangesOf({ from: 5, to: 5 }, 10)).toEqual([]);
  });

  test("splits a year of days into 12 ranges", () => {
    const year = { from: at("2025-11-20T00:00:00Z"), to: at("2026-11-20T00:00:00Z") };
    expect(rangesOf(year, 31 * bucketLength["1d"])).toHaveLength(12);
  });
});

test("floorTo and ceilTo round to whole buckets", () => {
  const moment = at("2026-01-01T05:06:07Z");
  expect(timeText(floorTo(moment, bucketLength["1d"]))).toBe("2026-01-01T00:00:00Z");
  expect(timeText(ceilTo(moment, bucketLength["1h"]))).toBe("2026-01-01T06:00:00Z");
  expect(timeText(ceilTo(moment, bucketLength["1m"]))).toBe("2026-01-01T05:07:00Z");
  expect(ceilTo(at("2026-01-01T00:00:00Z"), bucketLength["1d"])).toBe(at("2026-01-01T00:00:00Z"));
});

test("isFuture compares the start of a range with the server's time, if that is known", () => {
  const range = { from: at("2026-11-20T00:00:00Z"), to: at("2026-12-21T00:00:00Z") };
  expect(isFuture(range, new Date("2026-11-19T23:59:59Z"))).toBe(true);
  expect(isFuture(range, new Date("2026-11-20T00:00:00Z"))).toBe(false);
  expect(isFuture(range, undefined)).toBe(false);
});
