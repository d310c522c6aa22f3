import { describe, expect, test } from "vitest";
import type { Dimension } from "../../../cli/report/query.ts";
import { busyWorkdir, costSum, ownCost, paths, readRows, week } from "./reports.ts";

describe("report cost from the Analytics API", () => {
  test.each<readonly Dimension[]>([
    ["workspace"],
    ["day"],
    ["hour", "workspace"],
    ["model"],
    ["api-key"],
    ["user"],
    ["service-account"],
    ["user", "service-account", "api-key"],
    ["day", "workspace", "model"],
  ])(
    "the report from the Analytics API by %s %s %s is the emulator's own sum to the last digit",
    async (...by) => {
      const workdir = await busyWorkdir();
      const rows = await readRows(workdir, "cost", { ...week, by: by.filter((each) => each !== undefined) });
      expect(costSum(rows)).toBe(ownCost(workdir.emulator, week.since, week.until));
      expect(rows.every(({ source }) => source === "analytics")).toBe(true);
    },
  );

  test("requests no list of users for a report by user, because the Analytics API returns the email addresses", async () => {
    const workdir = await busyWorkdir();
    const rows = await readRows(workdir, "cost", { ...week, by: ["user"], user: ["user_01bo", "user_01cy"] });
    expect(rows.map(({ userEmail, userId }) => `${userEmail} ${userId}`)).toEqual([
      "bo@example.com user_01bo",
      "cy@example.com user_01cy",
    ]);
    expect(paths(workdir.emulator)).toEqual(["me", "analytics/cost"]);
  });
});
