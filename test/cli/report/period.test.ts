import { describe, expect, test } from "vitest";
import { type PeriodOptions, periodOf, shortTime } from "../../../cli/report/period.ts";

const now = Date.parse("2026-11-20T10:30:00Z");

function period(options: PeriodOptions): string {
  const { from, until } = periodOf("report the cost", options)(now);
  return `${shortTime(from)} ${until === undefined ? "now" : shortTime(until)}`;
}

describe("periodOf", () => {
  test.each([
    [{}, "2026-10-22 now"],
    [{ last: "1d" }, "2026-11-20 now"],
    [{ last: "2w" }, "2026-11-07 now"],
    [{ last: "24h" }, "2026-11-19T10:30:00Z now"],
    [{ last: "30d", until: "2026-11-01" }, "2026-10-02 2026-11-01"],
    [{ last: "1d", until: "2026-11-01T12:00:00Z" }, "2026-11-01 2026-11-01T12:00:00Z"],
    [{ last: "48h", until: "2026-11-01" }, "2026-10-30 2026-11-01"],
    [{ since: "2026-11-01" }, "2026-11-01 now"],
    [{ since: "2026-11-01T00:00:00+02:00", until: "2027-01-01" }, "2026-10-31T22:00:00Z 2027-01-01"],
  ])("accepts the period %j", (options, expected) => {
    expect(period(options)).toBe(expected);
  });

  test.each([
    [
      { since: "2026-11-01", last: "1d" },
      "`--since` and `--last` cannot be used together. Omit one of them.",
    ],
    [{ since: "yesterday" }, "`--since` must be a date such as `2026-11-01` or an RFC 3339 time"],
    [{ until: "2026-02-30" }, "`--until` must be a date such as"],
    [{ last: "30" }, "`--last` must be a number of hours, days or weeks, such as 24h, 30d or 4w."],
    [{ last: "0d" }, "`--last` must be a number of hours"],
    [{ last: "1m" }, "`--last` must be a number of hours"],
    [{ since: "2026-11-21" }, "`--since` must not be in the future."],
    [{ since: "2026-11-02", until: "2026-11-01" }, "`--until` must be after `--since`."],
  ])("rejects the period %j", (options, message) => {
    expect(() => period(options)).toThrow(`cannot report the cost: ${message}`);
  });
});
