import { textTable } from "../../output/columns.ts";
import { type BudgetReport, headline, notes, resultLine, sourceLine } from "./summary.ts";
import { budgetTable } from "./table.ts";

/** The budgets for a terminal. */
export function budgetText(report: BudgetReport): string {
  const { columns, rows } = budgetTable(report);
  return [
    headline(report),
    sourceLine(report),
    "",
    ...textTable(columns, rows),
    "",
    resultLine(report),
    ...notes(report),
  ].join("\n");
}
