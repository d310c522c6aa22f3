import type { BudgetReport } from "../../../../cli/report/budgets/summary.ts";
import type { Emulator } from "../../../../emulator/index.ts";
import type { BudgetStatus } from "../../../../provider/index.ts";
import { budgetSeed, spend } from "../../../provider/budgets/seed.ts";
import { workdirOf } from "../../workdir.ts";
import { uglyName } from "../reports.ts";

/** A working directory with the key of an organization that has 10 complete days of cost, at noon of day 11. */
export async function budgetWorkdir(now = "2026-11-11T12:00:00Z") {
  const workdir = await workdirOf({ now: new Date(now), seed: budgetSeed() });
  spendAll(workdir.emulator);
  return workdir;
}

function spendAll(emulator: Emulator): void {
  spend(emulator, "research", 1000, "2026-11-01T00:00:00Z");
  spend(emulator, "search", 200, "2026-11-03T10:00:00Z");
  spend(emulator, "default", 3, "2026-11-06T10:00:00Z");
}

const ok: BudgetStatus = {
  name: "Research",
  scope: "workspace",
  workspaceIds: ["wrkspc_01research"],
  budget: "12000.5",
  used: "1234.005",
  usedPercent: 10.3,
  forecast: "3702.02",
  overagePercent: 0,
  status: "ok",
};

/** A small report with a budget of each status, and a name that means something in each format. */
export function smallBudgets(changes: Partial<BudgetReport> = {}): BudgetReport {
  return {
    organization: "0b5ad6ab",
    month: "2026-11",
    startingAt: "2026-11-01T00:00:00Z",
    endingAt: "2026-12-01T00:00:00Z",
    source: "analytics",
    dataRefreshedAt: "2026-11-11T12:00:00Z",
    completeDays: 10,
    currency: "USD",
    amount: "2345.678",
    amountWithoutBudget: "11.5",
    budgets: [
      ok,
      {
        ...ok,
        name: uglyName,
        budget: "1000",
        usedPercent: 123.5,
        overagePercent: 270.3,
        status: "exceeded",
      },
      {
        ...ok,
        name: "team=ml",
        scope: "tags",
        budget: "3000",
        usedPercent: 41.2,
        overagePercent: 23.5,
        status: "forecast",
      },
      {
        ...ok,
        name: "Nothing",
        budget: "0",
        usedPercent: undefined,
        overagePercent: undefined,
        status: "exceeded",
      },
    ],
    ...changes,
  };
}
