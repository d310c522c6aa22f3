import { expect, test } from "vitest";
import { columnsBy, mainMetric, metricsOf } from "../../../cli/report/columns.ts";
import { queryOf } from "../../../cli/report/query.ts";

const keys = (columns: readonly { readonly key: string }[]) => columns.map(({ key }) => key);

test("the day or hour is the first column, and the others have the order of the options", () => {
  expect(keys(columnsBy(queryOf("cost", { by: ["user", "api-key", "day"] })))).toEqual([
    "day",
    "userEmail",
    "userId",
    "apiKeyName",
    "apiKeyId",
  ]);
  expect(keys(columnsBy(queryOf("usage", { by: ["model", "hour"] })))).toEqual(["hour", "model"]);
});

test("the Claude Code report has no ID columns, and no session columns by model", () => {
  expect(keys(columnsBy(queryOf("claude-code", { by: ["user", "api-key"] })))).toEqual([
    "userEmail",
    "apiKeyName",
  ]);
  expect(keys(metricsOf(queryOf("claude-code", {})))).toContain("sessions");
  expect(keys(metricsOf(queryOf("claude-code", { by: ["model"] })))).not.toContain("sessions");
});

test("each report has the metric that its rows are sorted by", () => {
  for (const report of ["usage", "cost", "claude-code"] as const) {
    const query = queryOf(report, {});
    expect(keys(metricsOf(query))).toContain(mainMetric(query));
  }
});
