import { describe, expect, test } from "vitest";
import { busyWorkdir, costSum, readRows, week } from "./reports.ts";

describe("report claude-code", () => {
  test("by user, by model and by day have the same cost", async () => {
    const workdir = await busyWorkdir();
    const byUser = await readRows(workdir, "claude-code", { ...week });
    expect(byUser.map(({ userEmail }) => userEmail)).toContain("ada@example.com");
    const total = costSum(byUser, "estimatedCost");
    for (const by of [["model"], ["day"], ["api-key"], ["user", "model", "day"]] as const) {
      expect(costSum(await readRows(workdir, "claude-code", { ...week, by }), "estimatedCost")).toBe(total);
    }
    expect(byUser[0]).not.toHaveProperty("source");
  });

  test("filters by email address and user ID are the same", async () => {
    const workdir = await busyWorkdir();
    const byEmail = await readRows(workdir, "claude-code", { ...week, user: ["BO@example.com"] });
    const byId = await readRows(workdir, "claude-code", { ...week, user: ["user_01bo"] });
    expect(byEmail).toEqual(byId);
    expect(byEmail.map(({ userEmail }) => userEmail)).toEqual(["bo@example.com"]);
  });
});
