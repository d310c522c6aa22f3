import type { Client } from "../api/client.ts";
import type { WorkspaceWire } from "../api/objects.ts";
import { findDefaultWorkspace } from "../api/plausible.ts";
import { spanTimes } from "../api/reports/span.ts";
import { UserError } from "../errors.ts";
import { budgetAmounts } from "./forecast.ts";
import { monthAt } from "./month.ts";
import { type MonthCosts, readMonthCosts, type Source, totalCost } from "./monthCosts.ts";
import { InvalidBudgets } from "./problems.ts";
import type { BudgetsFile } from "./schema.ts";
import { type Target, type Targets, targetsOf, uniqueName } from "./targets.ts";
import type { BudgetStatus, GetBudgetStatusResult } from "./types.ts";

/** Valid budgets, and how to read the cost. */
export interface BudgetQuery extends BudgetsFile {
  /** A month such as `2026-11`. Undefined: the current month by the server's clock. */
  readonly month?: string | undefined;
  readonly source?: Source | undefined;
  readonly onFallback?: ((reason: string) => void) | undefined;
}

/** The access of budgets to the organization. */
export interface BudgetContext {
  readonly client: Client;
  /** All workspaces, including archived ones. `fresh` bypasses the cache. */
  readonly workspaces: (fresh: boolean) => Promise<readonly WorkspaceWire[]>;
}

/** Compares the cost of a month with budgets. Sends no request for the cost if a budget is invalid. */
export async function readBudgetStatus(
  { client, workspaces }: BudgetContext,
  { budgets, currency, month: monthName, source, onFallback }: BudgetQuery,
): Promise<GetBudgetStatusResult> {
  // The response provides the server's time.
  await client.organization();
  const month = monthAt(client.serverNow(), monthName);
  let listed = await workspaces(false);
  let targets: Targets;
  try {
    targets = targetsOf(budgets, listed);
  } catch (error) {
    if (!(error instanceof InvalidBudgets)) throw error;
    // The cached list may be older than the workspace.
    listed = await workspaces(true);
    targets = targetsOf(budgets, listed);
  }
  const defaultWorkspaceId = async () => findDefaultWorkspace(listed)?.id;
  const costs = await readMonthCosts(client, { month, source, defaultWorkspaceId, onFallback });
  if (costs.costs.size > 0 && costs.currency !== currency) {
    throw new UserError(
      `cannot check the budgets: the cost is in ${costs.currency}, and the budgets are in ${currency}. Set \`currency: ${costs.currency}\`, and convert the amounts.`,
    );
  }
  const all = allTargets(targets, listed, costs);
  const included = new Set(all.flatMap(({ workspaceIds }) => workspaceIds));
  const outside = [...costs.costs].filter(([id]) => id === undefined || !included.has(id));
  return {
    month: month.name,
    ...spanTimes(month),
    source: costs.source,
    dataRefreshedAt: costs.refreshedAt,
    completeDays: costs.completeDays,
    currency,
    amount: totalCost(costs.costs.values()).used.toFixed(),
    amountWithoutBudget: totalCost(outside.map(([, cost]) => cost)).used.toFixed(),
    budgets: all.map(({ budget, ...target }): BudgetStatus => {
      const { scope, workspaceIds } = target;
      const parts =
        scope === "organization" ? costs.costs.values() : workspaceIds.map((id) => costs.costs.get(id));
      return { ...target, ...budgetAmounts(budget, totalCost(parts), { month, ...costs }) };
    }),
  };
}

/** The declared targets and those of the other workspaces, the most expensive first. */
function allTargets(
  { declared, others }: Targets,
  workspaces: readonly WorkspaceWire[],
  { costs }: MonthCosts,
): readonly Target[] {
  if (others === undefined) return declared;
  const own = new Set(
    declared.flatMap(({ scope, workspaceIds }) => (scope === "workspace" ? workspaceIds : [])),
  );
  const active = workspaces.filter(({ archived_at }) => archived_at === null).map(({ id }) => id);
  const ids = new Set([...active, ...[...costs.keys()].filter((id) => id !== undefined)]);
  const taken = new Set(declared.map(({ name }) => name));
  const usedBy = (id: string) => totalCost([costs.get(id)]).used;
  const rest = [...ids]
    .filter((id) => !own.has(id))
    .toSorted((one, other) => usedBy(other).cmp(usedBy(one)))
    .map((id): Target => {
      const workspace = workspaces.find((each) => each.id === id);
      const name = workspace === undefined ? id : uniqueName(workspace, workspaces);
      return {
        name: taken.has(name) ? `${name} (${id})` : name,
        scope: "workspace",
        workspaceIds: [id],
        budget: others.budget,
      };
    });
  return declared.toSpliced(others.position, 0, ...rest);
}
