import { describe, expect, test } from "vitest";
import { cacheRate, groupColors, stackedDays, tokenTypes } from "../../../../cli/report/html/timeCharts.ts";
import { costOn, entryOn, pageData, pageNow } from "./pages.ts";

const cost = { metric: "amount", title: "Cost per day", unit: "USD" };

describe("stackedDays", () => {
  test("a chart has a column for each of the 7 largest groups, one for the others, and a total", () => {
    const entries = Array.from({ length: 10 }, (_, index) => costOn(0, `wrkspc_a${index}`, `${index}.01`));
    const chart = stackedDays(pageData("cost", ["workspace"], entries), cost);
    expect(chart.columns.map(({ title, color }) => [title, color])).toEqual([
      ...[9, 8, 7, 6, 5, 4, 3].map((index, place) => [`wrkspc_a${index}`, place + 1]),
      ["3 others", "other"],
      ["Total", undefined],
    ]);
    expect(chart.rows[0]?.values.slice(-2)).toEqual(["3.03", "45.1"]);
    expect(chart.totals?.at(-1)).toBe("45.1");
    expect(chart.note).toBe("Highest on Nov 2, 2026: $45.10");
  });

  test("marks days that are not complete", () => {
    const data = pageData("cost", ["workspace"], [costOn(0, "wrkspc_1", "1")]);
    const incomplete = stackedDays(data, cost).rows.map(({ label, incomplete }) => [label, incomplete]);
    expect(incomplete).toEqual([
      ["2026-11-02", false],
      ["2026-11-03", false],
      ["2026-11-04", true],
    ]);
    const late = stackedDays({ ...data, completeUntil: pageNow - 86_400_000 }, cost);
    expect(late.rows.map(({ incomplete }) => incomplete)).toEqual([false, true, true]);
  });

  test("a chart by hour has a row per hour", () => {
    const data = pageData("cost", ["workspace"], [costOn(0, "wrkspc_1", "1")], { time: "hour" });
    const { rows, rowTitle, note } = stackedDays(data, cost);
    expect([rows.length, rowTitle, rows[1]?.label]).toEqual([60, "Hour", "2026-11-02 01:00"]);
    expect(note).toBe("Highest on Nov 2, 2026, 00:00 UTC: $1.00");
  });

  test("a chart has no highest day when there are only credits", () => {
    const data = pageData("cost", ["workspace"], [costOn(0, "wrkspc_1", "-1"), costOn(1, "wrkspc_1", "-2")]);
    expect(stackedDays(data, cost).note).toBeUndefined();
  });
});

test("a group has the same color in all charts", () => {
  const entries = [costOn(0, "wrkspc_1", "1"), costOn(0, "wrkspc_2", "2")];
  expect([...groupColors(pageData("cost", ["workspace"], entries)).values()]).toEqual([1, 2]);
});

const tokens = (cacheReadInputTokens: number, uncachedInputTokens: number) =>
  entryOn(0, {
    model: "opus",
    values: {
      requests: 1,
      uncachedInputTokens,
      cacheReadInputTokens,
      cacheWriteInputTokens: 0,
      outputTokens: 5,
      totalTokens: cacheReadInputTokens + uncachedInputTokens + 5,
      webSearchRequests: 0,
    },
  });

test("token types add up to the total of the day", () => {
  const chart = tokenTypes(pageData("usage", ["model"], [tokens(3, 1), tokens(6, 2)]));
  expect(chart.rows[0]?.values).toEqual(["3", "9", "0", "10", "22"]);
});

test("a day without input tokens has no cache hit rate", () => {
  const data = pageData("usage", ["model"], [tokens(3, 1)]);
  const { rows, totals } = cacheRate(data, data.daily);
  expect(rows.map(({ values }) => values[0])).toEqual(["75.0", undefined, undefined]);
  expect(totals).toEqual(["75.0", "3", "0", "1"]);
});
