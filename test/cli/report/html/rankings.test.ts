import { expect, test } from "vitest";
import { activity, ranking } from "../../../../cli/report/html/rankings.ts";
import { costOn, entryOn, pageData } from "./pages.ts";

const heading = { by: "Workspace", title: "Cost by workspace" };

test("a ranking begins with the main metric, and colors the groups of the chart by day", () => {
  const data = pageData("cost", ["workspace"], [costOn(0, "wrkspc_1", "1"), costOn(0, "wrkspc_2", "2")]);
  const chart = ranking(data, data.total, heading);
  expect(chart.columns.map(({ title }) => title)).toEqual(["Cost (USD)", "List price (USD)"]);
  expect(chart.rows.map(({ label, color, values }) => [label, color, values[0]])).toEqual([
    ["Beta", 1, "2"],
    ["Alpha", 2, "1"],
  ]);
  expect(chart.totals).toEqual(["3", "3"]);
  expect(chart.note).toBeUndefined();
});

test("a ranking of many groups has their exact sum, and at most 251 rows", () => {
  const entries = Array.from({ length: 300 }, (_, index) => costOn(0, `wrkspc_a${index}`, `${index}.1`));
  const data = pageData("cost", ["workspace"], entries);
  const chart = ranking(data, data.total, { ...heading, note: "Up to the last full hour." });
  expect(chart.note).toBe("Up to the last full hour. The 10 largest of 300. The others: $41,934.00.");
  expect(chart.rows).toHaveLength(251);
  expect(chart.rows.at(-1)).toMatchObject({ label: "50 others", color: "other", values: ["1230", "1230"] });
  expect(chart.totals?.[0]).toBe("44880");
});

test("activity has a bar per metric, largest first", () => {
  const entry = (userEmail: string, commits: number, pullRequests: number) =>
    entryOn(0, { userEmail, values: { commits, pullRequests, estimatedCost: "0" } });
  const data = pageData(
    "claude-code",
    ["user", "api-key"],
    [entry("ada@example.com", 1, 9), entry("bo@example.com", 5, 2)],
  );
  const chart = activity(data, {
    by: "User",
    title: "Commits",
    unit: "",
    metrics: ["commits", "pullRequests"],
  });
  expect(chart.columns.map(({ title, color }) => [title, color])).toEqual([
    ["Commits", 1],
    ["Pull requests", 2],
  ]);
  expect(chart.rows.map(({ label, values }) => [label, values])).toEqual([
    ["bo@example.com", ["5", "2"]],
    ["ada@example.com", ["1", "9"]],
  ]);
});
