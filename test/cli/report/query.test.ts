import { describe, expect, test } from "vitest";
import { bucketWidthOf, countsModels, queryOf } from "../../../cli/report/query.ts";

describe("queryOf", () => {
  test("rejects a report by day and by hour", () => {
    expect(() => queryOf("usage", { by: ["day", "hour"] })).toThrow(
      "cannot report the usage: `--by day` and `--by hour` cannot be used together. Omit one of them.",
    );
    expect(bucketWidthOf(queryOf("usage", { by: ["hour"] }))).toBe("1h");
    expect(bucketWidthOf(queryOf("usage", {}))).toBeUndefined();
  });

  test("uses the default dimension of each report, and prefers the Analytics API", () => {
    expect(queryOf("cost", {})).toMatchObject({ by: ["workspace"], sources: ["analytics", "legacy"] });
    expect(queryOf("usage", {})).toMatchObject({ by: ["model"], sources: ["analytics", "legacy"] });
    expect(queryOf("claude-code", {})).toMatchObject({ by: ["user"], sources: ["claude-code"] });
  });

  test("omits the sources that do not support a dimension or a filter", () => {
    expect(queryOf("cost", { by: ["api-key"] })).toMatchObject({
      sources: ["analytics"],
      noAlternative: "the legacy cost report cannot be grouped by api-key, only by workspace, model and day.",
    });
    expect(queryOf("cost", { user: ["a@example.com"] })).toMatchObject({
      sources: ["analytics"],
      noAlternative: "the legacy cost report cannot be filtered by user, only by workspace and model.",
    });
    expect(queryOf("usage", { source: "legacy", by: ["user", "service-account", "user"] })).toMatchObject({
      by: ["user", "service-account"],
      sources: ["legacy"],
      noAlternative: undefined,
    });
  });

  test.each([
    [
      "cost",
      { source: "legacy", by: ["day", "user"] },
      "cannot report the cost: the legacy cost report cannot be grouped by user, only by workspace, model and day.",
    ],
    [
      "cost",
      { source: "legacy", apiKey: ["ci"] },
      "cannot report the cost: the legacy cost report cannot be filtered by api-key, only by workspace and model.",
    ],
    [
      "claude-code",
      { by: ["workspace"] },
      "cannot report the Claude Code usage: the Claude Code report cannot be grouped by workspace, only by model, api-key, user and day.",
    ],
    [
      "claude-code",
      { workspace: ["Research"] },
      "cannot report the Claude Code usage: the Claude Code report cannot be filtered by workspace, only by model, api-key and user.",
    ],
    [
      "claude-code",
      { source: "analytics" },
      "cannot report the Claude Code usage: `--source` does not apply to this report. Omit the option.",
    ],
  ] as const)("rejects %s with %j", (report, options, message) => {
    expect(() => queryOf(report, options)).toThrow(message);
  });
});

test("the Claude Code report counts models instead of sessions when it is grouped or filtered by model", () => {
  expect(countsModels(queryOf("claude-code", { by: ["model"] }))).toBe(true);
  expect(countsModels(queryOf("claude-code", { model: ["claude-opus-5-5"] }))).toBe(true);
  expect(countsModels(queryOf("claude-code", {}))).toBe(false);
  expect(countsModels(queryOf("cost", { by: ["model"] }))).toBe(false);
});
