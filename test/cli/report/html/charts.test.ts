import { expect, test } from "vitest";
import { chartsOf } from "../../../../cli/report/html/charts.ts";
import { costOn, entryOn, pageData, reportOf } from "./pages.ts";

const titles = (data: Parameters<typeof chartsOf>[0]) => chartsOf(data).map(({ title }) => title);

test("a cost page has the cost per day, the cache hit rate and a ranking per dimension", () => {
  const report = reportOf("cost", ["model"], [entryOn(0, { model: "opus", values: { amount: "1" } })]);
  const data = pageData("cost", ["workspace"], [costOn(0, "wrkspc_1", "1")], {
    rankings: [{ dimension: "model", report, endsAtFullHour: true }],
    usage: reportOf("usage", ["day"], []),
  });
  expect(titles(data)).toEqual([
    "Cost per day by workspace",
    "Cost by workspace",
    "Cache hit rate per day",
    "Cost by model",
  ]);
  expect(chartsOf(data)[3]?.note).toBe("Up to the last full hour.");
});

test("a usage page has the types of tokens, and hours instead of days", () => {
  const data = pageData("usage", ["model", "workspace"], [], { time: "hour" });
  expect(titles(data)).toEqual([
    "Tokens per hour by model and workspace",
    "Tokens per hour by type",
    "Tokens by model and workspace",
    "Cache hit rate per hour",
  ]);
});

test("a Claude Code page has sessions, lines and commits, but not by model", () => {
  const entries = [entryOn(0, { userEmail: "ada@example.com", values: { estimatedCost: "1" } })];
  expect(titles(pageData("claude-code", ["user", "api-key"], entries))).toEqual([
    "Sessions per day by user or API key",
    "Lines of code by user or API key",
    "Commits and pull requests by user or API key",
    "Estimated cost per day by user or API key",
    "Estimated cost by user or API key",
    "Cache hit rate per day",
  ]);
  const filtered = pageData("claude-code", ["user"], entries, {}, { model: ["opus"] });
  expect(titles(filtered)).toEqual([
    "Estimated cost per day by user",
    "Estimated cost by user",
    "Cache hit rate per day",
  ]);
});
