import { type Report, sectionsOf, summaryOf } from "./report.ts";

// GitHub takes comments of 65,536 characters.
const longest = 60_000;
/** Of it, what headings and the like take. */
const most = 2_000;

/** The report as a comment on a pull request: what it does in a line, the details folded. */
export function markdownOf(report: Report): string {
  const { stack, organizations, refusals, limits, notes } = report;
  const title = stack === null ? "`pulumi up`" : `\`pulumi up\` of ${code(stack)}`;
  const lines = [`**${title}** ${summaryOf(report)}`, ""];
  for (const { reason } of limits) lines.push(`- :warning: ${code(reason)}`);
  if (limits.length > 0) lines.push("");
  if (refusals.length > 0) {
    lines.push("It would be refused:", "");
    for (const refusal of refusals) {
      lines.push(`- ${"resource" in refusal ? `${code(refusal.resource)}: ` : ""}${code(refusal.reason)}`);
    }
    lines.push("");
  }
  const details: string[] = [];
  let left = longest - length(lines);
  for (const { title: heading, actions } of sectionsOf(report)) {
    details.push(`**${heading}** (${actions.length})`, "");
    for (const [index, { text, resource }] of actions.entries()) {
      const entry = `- ${code(text)} (${code(resource)})`;
      if (left < entry.length + most) {
        details.push(`- ... and ${actions.length - index} more`);
        break;
      }
      left -= entry.length + 1;
      details.push(entry);
    }
    details.push("");
  }
  if (notes.length > 0) {
    details.push("**Also**", "", ...notes.slice(0, 20).map((note) => `- ${code(note)}`), "");
  }
  if (details.length > 0)
    lines.push("<details>", "<summary>Details</summary>", "", ...details, "</details>", "");
  if (organizations.length > 0) {
    lines.push(
      `<sub>Rehearsed on a copy of organization ${organizations.map(code).join(", ")}; it was only read.</sub>`,
      "",
    );
  }
  return lines.join("\n");
}

function length(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/**
 * Foreign text, as a code span: nothing in it is markup, a link, or a mention that would ping somebody. Its fence is
 * longer than any within.
 */
export function code(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  const runs = line.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const space = line === "" || /^`|`$/.test(line) ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}
