import { oneLine } from "../../provider/api/foreignText.ts";
import { categories, meanings } from "./categories.ts";
import { type Finding, linesOf, titleOf } from "./finding.ts";
import { comparedWith, headline, ignoredLine, type Report, unmanagedAdvice, unreadIn } from "./report.ts";

/** The JSON report has all rows. */
const mostRows = 100;

/** The report for a terminal. */
export function reportText(report: Report): string {
  const lines = [`${comparedWith(report)}:`, headline(report)];
  for (const category of categories) {
    const found = report.findings.filter((finding) => finding.category === category);
    if (found.length === 0) continue;
    lines.push("", `${category} (${found.length}): ${meanings[category]}`);
    const kinds = found.map(({ kind }) => kind.length);
    for (const finding of found.slice(0, mostRows)) lines.push(...rowLines(finding, Math.max(...kinds)));
    if (found.length > mostRows) {
      lines.push(`  ... and ${found.length - mostRows} more (--json FILE has them all)`);
    }
  }
  if (report.ignored > 0) lines.push("", ignoredLine(report));
  const notes = [...report.notes, ...unreadIn(report)];
  if (notes.length > 0) lines.push("", ...notes);
  const advice = unmanagedAdvice(report);
  if (advice !== undefined) lines.push("", advice);
  // The first lines of a long report scroll out of the terminal.
  if (lines.length > 50) lines.push("", headline(report));
  return lines.map(oneLine).join("\n");
}

function rowLines(finding: Finding, width: number): string[] {
  const { kind, category, declarations } = finding;
  const indent = " ".repeat(width + 4);
  const lines = linesOf(finding).map((line) => `${indent}${line}`);
  const [declared] = declarations;
  // The line of `declared-twice` contains the resources.
  if (declared !== undefined && category !== "declared-twice") {
    lines.push(`${lines.pop()}  · ${declared.stack}: ${declared.resource}`);
  }
  return [`  ${kind.padEnd(width)}  ${titleOf(finding)}`, ...lines];
}
