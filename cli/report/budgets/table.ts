import type { BudgetStatus } from "../../../provider/budgets/types.ts";
import type { TableColumn } from "../../output/columns.ts";
import { type BudgetReport, cents, isOver, percent } from "./summary.ts";

/** A column of the table. */
interface BudgetColumn extends TableColumn {
  readonly cell: (budget: BudgetStatus) => string;
}

/** The budgets as a formatted table. */
export interface BudgetTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
}

const statusText: Readonly<Record<BudgetStatus["status"], string>> = {
  ok: "ok",
  forecast: "forecast to be exceeded",
  exceeded: "exceeded",
};

/** Omits the forecast if the month is over, or if there is none yet. */
export function budgetTable(report: BudgetReport): BudgetTable {
  const { currency, budgets, completeDays } = report;
  const number = (title: string, cell: BudgetColumn["cell"]): BudgetColumn => ({
    title,
    isNumber: true,
    cell,
  });
  const hasForecast = !isOver(report) && completeDays > 0;
  const columns: readonly BudgetColumn[] = [
    { title: "Budget", cell: ({ name }) => name },
    number(`Amount (${currency})`, ({ budget }) => cents(budget)),
    number(`Used (${currency})`, ({ used }) => cents(used)),
    number("Used", ({ usedPercent }) => percent(usedPercent)),
    ...(hasForecast ? [number(`Forecast (${currency})`, ({ forecast = "0" }) => cents(forecast))] : []),
    number("Overage", ({ overagePercent }) => (overagePercent === 0 ? "" : percent(overagePercent))),
    { title: "Status", cell: ({ status }) => statusText[status] },
  ];
  return { columns, rows: budgets.map((budget) => columns.map(({ cell }) => cell(budget))) };
}
