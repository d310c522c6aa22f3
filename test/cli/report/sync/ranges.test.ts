import { describe, expect, test } from "vitest";
import { finalEnd, planOf, rangeLength } from "../../../../cli/report/sync/ranges.ts";

const at = (text: string) => Date.parse(`${text}Z`);
const day = 86_400_000;
const cost = { report: "cost", width: "1d" } as const;
const shown = (moment: number) => new Date(moment).toISOString().slice(0, 16);

describe("planOf", () => {
  test("splits a year of days into 12 ranges of at most 31 days", () => {
    const start = at("2025-11-20T00:00");
    const plan = planOf(
      { finalTo: start, readTo: start },
      { until: at("2026-11-20T00:00"), now: at("2026-11-20T10:30") },
      cost,
    );
    expect(plan.endsNow).toBe(false);
    expect(plan.ranges.length).toBe(12);
    expect(plan.ranges.every(({ from, to }) => to - from <= 31 * day)).toBe(true);
    expect(shown(plan.ranges.at(-1)?.to ?? 0)).toBe("2026-11-20T00:00");
  });

  test("the period ends now without an end, with an end in the future, and if the file already has the current day", () => {
    const now = at("2026-11-20T10:30");
    const final = { finalTo: at("2026-11-18T00:00"), readTo: at("2026-11-18T00:00") };
    for (const [from, until] of [
      [final, undefined],
      [final, at("2026-12-24T00:00")],
      [{ ...final, readTo: at("2026-11-21T00:00") }, at("2026-11-19T00:00")],
    ] as const) {
      expect(planOf(from, { until, now }, cost)).toEqual({
        ranges: [{ from: final.finalTo, to: now }],
        endsNow: true,
      });
    }
  });

  test("there is no range when everything before the end is final", () => {
    const done = { finalTo: at("2026-11-01T00:00"), readTo: at("2026-11-01T00:00") };
    const end = { until: at("2026-10-20T00:00"), now: at("2026-11-20T10:30") };
    expect(planOf(done, end, cost).ranges).toEqual([]);
  });

  test("reads Claude Code by day, and hours by week", () => {
    expect(rangeLength("claude-code", "1d")).toBe(day);
    expect(rangeLength("usage", "1h")).toBe(7 * day);
  });
});

describe("finalEnd", () => {
  const range = { from: at("2026-11-01T00:00"), to: at("2026-11-21T00:00") };
  const now = at("2026-11-20T10:30");

  test.each([
    ["the day that ended a day ago, without the time of the source", undefined, "2026-11-19T00:00"],
    ["a day before the time up to which the source is complete", "2026-11-17T23:00", "2026-11-16T00:00"],
    ["the server's time if the source names a later one", "2027-01-01T00:00", "2026-11-19T00:00"],
    ["nothing if the source is behind the range", "2026-10-01T00:00", "2026-11-01T00:00"],
  ])("%s", (_, refreshedAt, end) => {
    const refreshed = refreshedAt === undefined ? undefined : at(refreshedAt);
    expect(shown(finalEnd(range, "1d", now, refreshed))).toBe(end);
  });

  test("no rows are final if the source reports an invalid time", () => {
    expect(finalEnd(range, "1d", now, Number.NaN)).toBe(range.from);
  });

  test("the whole range is final if it is old, and otherwise whole hours", () => {
    const old = { from: at("2026-09-01T00:00"), to: at("2026-10-01T00:00") };
    expect(finalEnd(old, "1d", now)).toBe(old.to);
    expect(shown(finalEnd(range, "1h", now))).toBe("2026-11-19T10:00");
  });
});
