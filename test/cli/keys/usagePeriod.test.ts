import { describe, expect, it } from "vitest";
import { earliestDay, rangesBack } from "../../../cli/keys/usagePeriod.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-20T10:30:00Z");
const dates = (ranges: ReturnType<typeof rangesBack>) =>
  ranges.map(({ from, to }) => `${new Date(from).toISOString()} ${(to - from) / day}`);

describe("earliestDay", () => {
  it("returns the first whole day within the look-back for which the source has data", () => {
    expect(new Date(earliestDay("analytics", now, 365 * day)).toISOString()).toBe("2026-01-01T00:00:00.000Z");
    expect(new Date(earliestDay("legacy", now, 365 * day)).toISOString()).toBe("2025-11-20T00:00:00.000Z");
    const later = Date.parse("2027-06-01T10:30:00Z");
    expect(new Date(earliestDay("analytics", later, 900 * day)).toISOString()).toBe(
      "2026-06-02T00:00:00.000Z",
    );
  });
});

describe("rangesBack", () => {
  it("returns ranges of whole days, newest first, and today up to now", () => {
    expect(dates(rangesBack(now, Date.parse("2026-09-15")))).toEqual([
      `2026-10-21T00:00:00.000Z ${30 + 10.5 / 24 + 1 / 86_400}`,
      "2026-09-20T00:00:00.000Z 31",
      "2026-09-15T00:00:00.000Z 5",
    ]);
  });

  it("begins with a shorter range if requested", () => {
    expect(dates(rangesBack(now, Date.parse("2026-11-01"), 2))).toEqual([
      `2026-11-19T00:00:00.000Z ${1 + 10.5 / 24 + 1 / 86_400}`,
      "2026-11-01T00:00:00.000Z 18",
    ]);
  });

  it("returns no empty range just before midnight", () => {
    expect(dates(rangesBack(Date.parse("2026-11-20") - 1000, Date.parse("2026-11-19"), 1))).toEqual([
      "2026-11-19T00:00:00.000Z 1",
    ]);
  });
});
