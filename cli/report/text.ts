import { oneLine } from "../../provider/api/foreignText.ts";
import { aligned } from "../output/columns.ts";
import { headline, noUsage, type Report, sourceLine } from "./report.ts";
import { tableOf } from "./table.ts";

/** The report for a terminal. */
export function reportText(report: Report): string {
  const head = [headline(report), sourceLine(report), ""];
  if (report.rows.length === 0) return [...head, noUsage].map(oneLine).join("\n");
  const { columns, titles, rows, totals } = tableOf(report);
  const alignment = columns.map(({ type }) => ({ isNumber: type !== "text" }));
  const { lines, rule } = aligned(alignment, [titles, ...rows, totals]);
  const [heading = "", ...body] = lines;
  const total = body.pop() ?? "";
  return [...head, heading, rule, ...body, rule, total].join("\n");
}
