import { expect, test } from "vitest";
import { monthForecast } from "../../../../cli/report/html/forecast.ts";
import { bucketsOf } from "../../../../cli/report/html/groups.ts";
import { costOn, pageData } from "./pages.ts";

// The reports of these tests begin on 2026-11-02. Here the month begins at the start of the period: 2026-12-01 is day 29.
function forecast(days: number, overrides = {}) {
  const entries = Array.from({ length: Math.ceil(days) }, (_, index) => costOn(index, "wrkspc_1", "10"));
  const data = { ...pageData("cost", ["workspace"], entries, {}, { days }), ...overrides };
  return monthForecast(data, bucketsOf(data.daily, "amount"));
}

test("the forecast is the cost so far, and the average of the complete days for each remaining day", () => {
  // 10 complete days of December at 10 each, the same for half a day, and 20.5 remaining days.
  expect(forecast(29 + 10.5)).toMatchObject({ completeDays: 10, amount: "315" });
});

test("there is no forecast with fewer than 7 complete days of the month", () => {
  expect(forecast(29 + 6.9)).toBeUndefined();
  expect(forecast(29 + 7)?.completeDays).toBe(7);
});

test("there is no forecast for a period that does not cover the month from its first day to now", () => {
  expect(forecast(20)).toBeUndefined();
  const until = Date.parse("2026-12-11");
  expect(forecast(29 + 10, { period: { from: 0, until, now: until + 1 } })).toBeUndefined();
});
