import { describe, expect, test } from "vitest";
import { keyFiguresOf, periodName, rangeName } from "../../../../cli/report/html/keyFigures.ts";
import { costOn, entryOn, pageData, reportOf } from "./pages.ts";

const figures = (data: Parameters<typeof keyFiguresOf>[0]) =>
  Object.fromEntries(keyFiguresOf(data).map(({ title, value, note }) => [title, [value, note]]));

const span = { from: Date.parse("2026-10-31"), to: Date.parse("2026-11-02") };

describe("the key figures of a cost page", () => {
  const entries = [
    costOn(0, "wrkspc_1", "10"),
    entryOn(1, { workspaceId: "wrkspc_2", values: { amount: "20", listAmount: "30.005" } }),
    costOn(2, "wrkspc_1", "1"),
  ];

  test("a cost page shows the total, the average, and the change of the complete days", () => {
    const data = pageData("cost", ["workspace"], entries, { previous: { span, total: "24" } });
    expect(figures(data)).toEqual({
      "Total cost": ["$31.00", "$10.01 below list prices"],
      "Average per day": ["$15.00", "of 2 complete days"],
      Change: ["+25.0%", "Nov 2, 2026 to Nov 3, 2026: $30.00; the 2 days before: $24.00"],
    });
  });

  test("one complete day is compared with the day before", () => {
    const day = { from: span.to, to: span.to + 86_400_000 };
    const previous = { span, total: "10" };
    const data = pageData("cost", ["workspace"], entries, { completeDays: day, previous });
    expect(figures(data)["Change"]).toEqual(["0.0%", "Nov 2, 2026: $10.00; the day before: $10.00"]);
  });

  test("a cost page shows no change when the previous cost is zero or negative", () => {
    for (const total of ["0", "-3"]) {
      const data = pageData("cost", ["workspace"], entries, { previous: { span, total } });
      expect(figures(data)).not.toHaveProperty("Change");
    }
  });

  test("a cost page shows the cache hit rate of the usage report", () => {
    const values = { uncachedInputTokens: 1, cacheReadInputTokens: 3, cacheWriteInputTokens: 0 };
    const usage = reportOf("usage", ["day"], [entryOn(0, { values })]);
    expect(figures(pageData("cost", ["workspace"], entries, { usage }))["Cache hit rate"]).toEqual([
      "75.0%",
      "of input tokens",
    ]);
  });
});

test("a page without rows has no key figures", () => {
  expect(keyFiguresOf(pageData("cost", ["workspace"], []))).toEqual([]);
});

test("the key figures of a usage page omit what the source does not count", () => {
  const values = {
    uncachedInputTokens: 5_000_000,
    cacheReadInputTokens: 5_000_000,
    cacheWriteInputTokens: 0,
    outputTokens: 1,
    totalTokens: 10_000_001,
    webSearchRequests: 0,
  };
  expect(figures(pageData("usage", ["model"], [entryOn(0, { model: "opus", values })]))).toEqual({
    Tokens: ["10M", "10,000,001"],
    "Output tokens": ["1", undefined],
    "Tokens per day": ["5M", "average of 2 complete days"],
    "Cache hit rate": ["50.0%", "of input tokens"],
  });
});

test("the key figures of a Claude Code page count the days with activity", () => {
  const values = {
    sessions: 4,
    linesAdded: 30,
    linesRemoved: 20,
    commits: 2,
    pullRequests: 1,
    inputTokens: 1,
    cacheReadTokens: 1,
    cacheCreationTokens: 0,
    outputTokens: 1,
    estimatedCost: "3",
  };
  const entries = [
    entryOn(0, { userEmail: "ada@example.com", values }),
    // The same user in another terminal.
    entryOn(0, { userEmail: "ada@example.com", values }),
    entryOn(1, { apiKeyName: "ci", values }),
  ];
  expect(figures(pageData("claude-code", ["user", "api-key"], entries))).toEqual({
    "Active users and keys": ["2", undefined],
    Sessions: ["12", undefined],
    "Lines added": ["90", "60 removed"],
    Commits: ["6", undefined],
    "Pull requests": ["3", undefined],
    "Estimated cost": ["$9.00", undefined],
    "Cost per active day": ["$4.50", "average of 2 days with activity of a user or key"],
    "Cache hit rate": ["50.0%", "of input tokens"],
  });
});

test("a page by hour has its period in hours", () => {
  const data = pageData("cost", ["workspace"], [], { time: "hour" });
  expect(periodName(data)).toBe("Nov 2, 2026, 00:00 UTC to Nov 4, 2026, 12:00 UTC");
  expect(periodName({ ...data, time: "day" })).toBe("Nov 2, 2026 to Nov 4, 2026");
});

test("a range includes its last day", () => {
  expect(rangeName(span)).toBe("Oct 31, 2026 to Nov 1, 2026");
  expect(rangeName({ ...span, to: span.from + 1 })).toBe("Oct 31, 2026");
});
