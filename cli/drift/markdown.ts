import { literal } from "../output/markdown.ts";
import { categories, meanings } from "./categories.ts";
import { type Finding, linesOf, titleOf } from "./finding.ts";
import { comparedWith, headline, ignoredLine, type Report, unreadIn, verdictOf } from "./report.ts";

/** GitHub limits a job summary to 1 MiB. The JSON and HTML reports have all rows. */
const mostRows = 200;

/** The report as Markdown, for a job summary or an issue. */
export function reportMarkdown(report: Report): string {
  const lines = [
    `## ${verdictOf(report)}: ${literal(report.organization.id)}`,
    "",
    `${literal(headline(report))}`,
    "",
    `<sub>${literal(comparedWith(report))}, read ${report.readAt}.</sub>`,
  ];
  for (const category of categories) {
    const found = report.findings.filter((finding) => finding.category === category);
    if (found.length === 0) continue;
    lines.push("", `### ${category} (${found.length})`, "", `${literal(meanings[category])}.`, "");
    lines.push("| Type | Object | Declared by | Finding |", "| --- | --- | --- | --- |");
    for (const finding of found.slice(0, mostRows)) lines.push(row(finding));
    if (found.length > mostRows) lines.push("", `... and ${found.length - mostRows} more.`);
  }
  if (report.ignored > 0) lines.push("", ignoredLine(report));
  for (const note of [...report.notes, ...unreadIn(report)]) lines.push("", literal(note));
  return lines.join("\n");
}

function row(finding: Finding): string {
  const { kind, declarations } = finding;
  const by = declarations.map(({ stack, resource }) => literal(`${stack}: ${resource}`)).join("<br>");
  const what = linesOf(finding).map(literal).join("<br>");
  return `| ${kind} | ${literal(titleOf(finding))} | ${by} | ${what} |`;
}
