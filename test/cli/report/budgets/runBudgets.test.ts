import { expect, test } from "vitest";
import type { BudgetRun } from "../../../../cli/report/budgets/options.ts";
import { runBudgets } from "../../../../cli/report/budgets/runBudgets.ts";
import { runCommand } from "../../command.ts";
import { paths } from "../reports.ts";
import { budgetWorkdir } from "./budgets.ts";

const options: BudgetRun = {
  file: "budgets.yaml",
  month: undefined,
  failOn: "forecast",
  format: "table",
  source: undefined,
};

const file = (amount: number) => `budgets:\n  - workspace: Research\n    amount: ${amount}\n`;

test("prints the status of each budget with at most 4 requests, and fails if the forecast exceeds a budget", async () => {
  const { io, emulator, write, printed, progress } = await budgetWorkdir();
  await write("budgets.yaml", file(2500));
  expect(await runBudgets(io, options)).toBe(true);
  expect(printed[0]).toMatch(
    /\nResearch +2,500\.00 +1,000\.00 +40\.0% +2,950\.00 +18\.0% +forecast to be exceeded\n/,
  );
  expect(progress).toEqual(["Source: the Analytics API, complete up to 2026-11-11T12:00:00Z."]);
  expect(paths(emulator)).toEqual(["me", "workspaces", "analytics/cost", "analytics/cost"]);
  expect(await runBudgets(io, { ...options, failOn: "used" })).toBe(false);
  expect(await runBudgets(io, { ...options, month: "2026-10" })).toBe(false);
});

test("reads the legacy report if the organization has no Analytics API, and prints the reason", async () => {
  const { io, emulator, write, printed, progress } = await budgetWorkdir();
  emulator.organization().settings.hipaa_readiness = true;
  await write("budgets.yaml", file(900));
  expect(await runBudgets(io, { ...options, failOn: "used" })).toBe(true);
  expect(progress[0]).toMatch(/HIPAA.* Reading the legacy cost report instead\.$/);
  expect(printed[0]).toContain("Source: the legacy cost report.\n");
});

test("a misspelled workspace is an error with its position, and no cost is read", async () => {
  const { io, emulator, write } = await budgetWorkdir();
  await write("budgets.yaml", "# monthly\nbudgets:\n  - workspace: Reserch\n    amount: 1\n");
  await expect(runBudgets(io, options)).rejects.toThrow(
    'cannot check the budgets: budgets.yaml:3:16: the organization has no workspace "Reserch". Did you mean "Research"?',
  );
  expect(paths(emulator)).toEqual(["me", "workspaces"]);
});

test.each([
  ["a list of workspaces that the key may not read", { status: 403 }],
  ["an empty list of workspaces", { status: 200, body: { data: [], has_more: false, next_page: null } }],
] as const)("%s is an error, never a budget that is not exceeded", async (_, response) => {
  const { io, emulator, write, printed } = await budgetWorkdir();
  await write("budgets.yaml", file(1));
  emulator.faults.add({ kind: "status", path: "/v1/organizations/workspaces", times: 9, ...response });
  await expect(runBudgets(io, options)).rejects.toThrow(/^cannot /);
  expect(printed).toEqual([]);
});

test.each([
  ["a current month whose cost is 3 days late", "2026-11-08T12:00:00Z", undefined, true],
  ["a current month whose cost is a day late", "2026-11-10T12:00:00Z", undefined, false],
  ["a month that ended, whose last day is missing", "2026-10-31T12:00:00Z", "2026-10", true],
  ["a month that ended and is complete", "2026-11-01T00:00:00Z", "2026-10", false],
] as const)(
  "%s is an error only if nothing is exceeded and the cost is too late",
  async (_, refreshed, month, isLate) => {
    const { io, emulator, write, printed } = await budgetWorkdir();
    const [group, path] = [{ workspace_id: "wrkspc_01research" }, "/v1/organizations/analytics/cost"];
    const cost = { amount: "10000", currency: "USD", list_amount: "10000" };
    const times = { starting_at: `${month ?? "2026-11"}-01T00:00:00Z`, ending_at: "2026-11-11T00:00:00Z" };
    const body = {
      data: [{ group, cost, ...times }],
      has_more: false,
      next_page: null,
      data_refreshed_at: refreshed,
    };
    emulator.faults.add({ kind: "status", status: 200, path, body, times: 99 });
    await write("budgets.yaml", file(2500));
    const run = runBudgets(io, { ...options, month });
    if (!isLate) return expect(await run).toBe(false);
    await expect(run).rejects.toThrow(
      `cannot check the budgets: the cost is complete only up to ${refreshed}, so a budget may be exceeded. Run again later.`,
    );
    expect(printed[0]).toContain("\nResearch ");
    expect(await runBudgets(io, { ...options, month, failOn: "none" })).toBe(false);
    await write("budgets.yaml", file(99));
    expect(await runBudgets(io, { ...options, month })).toBe(true);
  },
);

test("the command exits with code 7, 0 or 1, and rejects invalid files before any request", async () => {
  const { io, emulator, write } = await budgetWorkdir();
  await write("budgets.yaml", file(500));
  await write("broken.yaml", "budgets: 3\n");
  const run = (...args: string[]) => runCommand(["report", "cost", "--budgets", ...args], io);
  expect(await run("budgets.yaml", "--format", "jsonl")).toMatchObject({
    code: 7,
    out: expect.stringMatching(/^{"month":"2026-11","name":"Research",.*}\n$/),
  });
  expect(await run("budgets.yaml", "--fail-on", "none", "--format", "slack")).toMatchObject({ code: 0 });
  emulator.clearRequests();
  expect(await run("broken.yaml")).toEqual({
    code: 1,
    out: "",
    err: "error: cannot check the budgets: broken.yaml:1:10: `budgets` must be a list of budgets.\n",
  });
  expect(emulator.requests).toEqual([]);
});
