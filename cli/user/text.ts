import { oneLine } from "../../provider/api/foreignText.ts";
import { textTable } from "../output/columns.ts";
import type { Report } from "./report.ts";
import { factsOf, sectionsOf } from "./sections.ts";

/** The report for a terminal. */
export function userText(report: Report): string {
  const facts = factsOf(report);
  const width = Math.max(...facts.map(([label]) => label.length));
  return [
    ...facts.map(([label, text]) => oneLine(`${label.padEnd(width)}  ${text}`)),
    ...sectionsOf(report).flatMap(({ title, columns, rows }) => [
      "",
      `${title} (${rows.length})`,
      ...textTable(
        columns.map((column) => ({ title: column })),
        rows,
      ),
    ]),
    ...(report.notes.length === 0 ? [] : ["", ...report.notes.map(oneLine)]),
  ].join("\n");
}
