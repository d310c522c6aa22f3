import { describe, expect, test } from "vitest";
import { bucketsOf, groupsOf, largestGroups } from "../../../../cli/report/html/groups.ts";
import { costOn, entryOn, reportOf } from "./pages.ts";

describe("groupsOf", () => {
  test("names objects by their name, removed objects by their ID, and none as none", () => {
    const entries = [costOn(0, "wrkspc_1", "3"), costOn(0, "wrkspc_9", "2"), costOn(0, undefined, "1")];
    const groups = groupsOf(reportOf("cost", ["workspace"], entries));
    expect(groups.map(({ label, id }) => [label, id])).toEqual([
      ["Alpha", "wrkspc_1"],
      ["wrkspc_9", undefined],
      ["No workspace", undefined],
    ]);
  });

  test("joins the names of several dimensions", () => {
    const entries = [entryOn(0, { workspaceId: "wrkspc_1", model: "opus", values: { amount: "1" } })];
    const [group] = groupsOf(reportOf("cost", ["workspace", "model"], entries));
    expect(group?.label).toBe("Alpha · opus");
  });

  test("adds the ID to names that are not unique", () => {
    const key = (apiKeyId: string) =>
      entryOn(0, { apiKeyId, apiKeyName: "ci", values: { amount: "1", listAmount: "1" } });
    const labels = groupsOf(reportOf("cost", ["api-key"], [key("apikey_1"), key("apikey_2")])).map(
      ({ label }) => label,
    );
    expect(labels).toEqual(["ci (apikey_1)", "ci (apikey_2)"]);
  });

  test("names an actor of Claude Code by its user or its API key", () => {
    const values = { estimatedCost: "1" };
    const entries = [
      entryOn(0, { userEmail: "ada@example.com", values }),
      entryOn(0, { apiKeyName: "ci", values }),
    ];
    const groups = groupsOf(reportOf("claude-code", ["user", "api-key"], entries));
    expect(groups.map(({ label }) => label).toSorted()).toEqual(["ada@example.com", "ci"]);
  });
});

describe("bucketsOf", () => {
  const entries = [
    costOn(0, "wrkspc_1", "0.1"),
    costOn(0, "wrkspc_2", "0.2"),
    costOn(0, "wrkspc_9", "-5"),
    costOn(2, "wrkspc_1", "1000000000000000.000001"),
  ];
  const daily = reportOf("cost", ["day", "workspace"], entries);
  const groups = groupsOf(reportOf("cost", ["workspace"], entries));

  test("adds up exactly, and has a bucket for a day without usage", () => {
    const largest = largestGroups(groups, "amount", 1);
    expect(bucketsOf(daily, "amount", { largest })).toEqual([
      {
        from: Date.parse("2026-11-02"),
        to: Date.parse("2026-11-03"),
        values: ["0.1"],
        others: "-4.8",
        total: "-4.7",
      },
      {
        from: Date.parse("2026-11-03"),
        to: Date.parse("2026-11-04"),
        values: ["0"],
        others: "0",
        total: "0",
      },
      {
        from: Date.parse("2026-11-04"),
        to: Date.parse("2026-11-04T12:00:00Z"),
        values: ["1000000000000000.000001"],
        others: "0",
        total: "1000000000000000.000001",
      },
    ]);
  });

  test("returns a bucket per hour if requested, and adds up hours by day", () => {
    const hourly = bucketsOf(daily, "amount", { time: "hour" });
    expect(hourly).toHaveLength(60);
    expect(hourly[0]?.total).toBe("-4.7");
    const hours = {
      ...daily,
      rows: [3, 4].map((hour) => ({ startingAt: `2026-11-03T0${hour}:00:00Z`, amount: "2" })),
    };
    expect(bucketsOf(hours, "amount").map(({ total }) => total)).toEqual(["0", "4", "0"]);
  });
});

test("a large credit is one of the largest groups", () => {
  const entries = [costOn(0, "wrkspc_1", "1"), costOn(0, "wrkspc_2", "-9"), costOn(0, "wrkspc_9", "2")];
  const groups = groupsOf(reportOf("cost", ["workspace"], entries));
  expect(largestGroups(groups, "amount", 2).map(({ label }) => label)).toEqual(["Beta", "wrkspc_9"]);
});
