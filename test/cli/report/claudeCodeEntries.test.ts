import { describe, expect, test } from "vitest";
import { busyWorkdir, costSum, readRows, week } from "./reports.ts";

describe("report claude-code", () => {
  test("returns the same cost by user, by model and by day", async () => {
    const workdir = await busyWorkdir();
    const byUser = await readRows(workdir, "claude-code", { ...week });
    expect(byUser.map(({ userEmail }) => userEmail)).toContain("ada@example.com");
    const total = costSum(byUser, "estimatedCost");
    for (const by of [["model"], ["day"], ["api-key"], ["user", "model", "day"]] as const) {
      expect(costSum(await readRows(workdir, "claude-code", { ...week, by }), "estimatedCost")).toBe(total);
    }
    expect(byUser[0]).not.toHaveProperty("source");
  });

  test("returns the same rows when it filters by email address and by user ID", async () => {
    const workdir = await busyWorkdir();
    const byEmail = await readRows(workdir, "claude-code", { ...week, user: ["BO@example.com"] });
    const byId = await readRows(workdir, "claude-code", { ...week, user: ["user_01bo"] });
    expect(byEmail).toEqual(byId);
    expect(byEmail.map(({ userEmail }) => userEmail)).toEqual(["bo@example.com"]);
  });
});
