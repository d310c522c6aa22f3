import { markdownTable } from "../output/columns.ts";
import { literal } from "../output/markdown.ts";
import type { Report } from "./report.ts";
import { factsOf, sectionsOf } from "./sections.ts";

/** The report as Markdown, for an issue or a job summary. */
export function userMarkdown(report: Report): string {
  const [[, name] = ["", ""], ...facts] = factsOf(report);
  return [
    `## ${literal(name)}`,
    "",
    ...facts.map(([label, text]) => `- ${literal(label)}: ${literal(text)}`),
    ...sectionsOf(report).flatMap(({ title, columns, rows }) => [
      "",
      `### ${title} (${rows.length})`,
      "",
      ...markdownTable(
        columns.map((column) => ({ title: column })),
        rows,
      ),
    ]),
    ...report.notes.flatMap((note) => ["", `<sub>${literal(note)}</sub>`]),
  ].join("\n");
}
