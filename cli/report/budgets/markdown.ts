import { markdownTable } from "../../output/columns.ts";
import { literal } from "../../output/markdown.ts";
import { type BudgetReport, headline, notes, resultLine, sourceLine } from "./summary.ts";
import { budgetTable } from "./table.ts";

/** The budgets as Markdown, for a job summary or an issue. */
export function budgetMarkdown(report: BudgetReport): string {
  const { columns, rows } = budgetTable(report);
  return [
    `## ${literal(headline(report))}`,
    "",
    `**${literal(resultLine(report))}**`,
    "",
    ...markdownTable(columns, rows),
    "",
    ...notes(report).map((note) => `${literal(note)}<br>`),
    `<sub>${literal(sourceLine(report))}</sub>`,
  ].join("\n");
}
