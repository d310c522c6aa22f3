import { oneLine } from "../../provider/api/foreignText.ts";
import { headline, noUsage, type Report, sourceLine } from "./report.ts";
import { tableOf } from "./table.ts";

/** The report for a terminal. */
export function reportText(report: Report): string {
  const head = [headline(report), sourceLine(report), ""];
  if (report.rows.length === 0) return [...head, noUsage].map(oneLine).join("\n");
  const { columns, titles, rows, totals } = tableOf(report);
  const lines = [titles, ...rows, totals].map((cells) => cells.map((cell) => oneLine(cell)));
  const widths = titles.map((_, index) =>
    lines.reduce((most, cells) => Math.max(most, (cells[index] ?? "").length), 0),
  );
  const shown = lines.map((cells) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.type === "text" ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const [heading = "", ...body] = shown;
  const total = body.pop() ?? "";
  return [...head, heading, rule, ...body, rule, total].join("\n");
}
