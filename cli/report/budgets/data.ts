import { hasSecret, jsonText, oneLine } from "../../../provider/api/foreignText.ts";
import { csv, csvText } from "../../output/csv.ts";
import type { BudgetReport } from "./summary.ts";

/** The budgets with the property names of `getBudgetStatus`. Each is self-contained. A missing value is `null`. */
function budgetRows({ budgets, month, currency, source, completeDays, dataRefreshedAt }: BudgetReport) {
  return budgets.map(({ name, usedPercent = null, forecast = null, overagePercent = null, ...budget }) => ({
    month,
    name,
    scope: budget.scope,
    workspaceIds: budget.workspaceIds,
    budget: budget.budget,
    used: budget.used,
    usedPercent,
    forecast,
    overagePercent,
    status: budget.status,
    currency,
    source,
    completeDays,
    dataRefreshedAt: dataRefreshedAt ?? null,
  }));
}

/** The budgets as JSON Lines. Amounts are strings. */
export function budgetJsonLines(report: BudgetReport): string {
  return budgetRows(report)
    .map((row) => {
      const name = hasSecret(row.name) ? oneLine(row.name) : row.name;
      return `${jsonText({ ...row, name })}\n`;
    })
    .join("");
}

/** The budgets as CSV with a header line. IDs of workspaces are separated by spaces. */
export function budgetCsv(report: BudgetReport): string {
  const rows = budgetRows(report);
  const lines = rows.map((row) =>
    Object.entries(row).map(([key, value]) => {
      if (key === "name") return csvText(row.name);
      return Array.isArray(value) ? value.join(" ") : String(value ?? "");
    }),
  );
  return csv([Object.keys(rows[0] ?? {}), ...lines]);
}
