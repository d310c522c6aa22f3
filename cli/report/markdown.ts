import { literal } from "../output/markdown.ts";
import { headline, noUsage, type Report, sourceLine } from "./report.ts";
import { tableOf } from "./table.ts";

/** GitHub limits a job summary to 1 MiB. The other formats have no limit. */
const maxRows = 1000;

/** The report as Markdown, for a job summary or an issue. */
export function reportMarkdown(report: Report): string {
  const head = [`## ${literal(headline(report))}`, "", `<sub>${literal(sourceLine(report))}</sub>`, ""];
  if (report.rows.length === 0) return [...head, noUsage].join("\n");
  const { columns, titles, rows, totals } = tableOf(report);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    ...head,
    line(titles.map(literal)),
    line(columns.map(({ type }) => (type === "text" ? "---" : "---:"))),
    ...rows.slice(0, maxRows).map((cells) => line(cells.map(literal))),
    line(totals.map((cell) => (cell === "" ? "" : `**${literal(cell)}**`))),
    ...(rows.length > maxRows ? ["", `The total includes ${rows.length - maxRows} more rows.`] : []),
  ].join("\n");
}
