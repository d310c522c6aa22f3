import { type Report, sectionsOf, summaryOf } from "./report.ts";

// GitHub takes comments of 65,536 characters.
const longest = 60_000;

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
  let left = longest - length(lines);
  for (const { title: heading, actions } of sectionsOf(report)) {
    const entries: string[] = [];
    for (const { text, resource } of actions) {
      const entry = `- ${code(text)} (${code(resource)})`;
      if (left - entry.length < 500) break;
      left -= entry.length + 1;
      entries.push(entry);
    }
    const omitted = actions.length - entries.length;
    if (omitted > 0) entries.push(`- ... and ${omitted} more`);
    lines.push(...folded(`${heading}: ${actions.length}`, entries));
  }
  if (notes.length > 0)
    lines.push(
      ...folded(
        "Also",
        notes.slice(0, 20).map((note) => `- ${code(note)}`),
      ),
    );
  if (organizations.length > 0) {
    lines.push(
      `<sub>Rehearsed on a copy of organization ${organizations.map(code).join(", ")}; it was only read.</sub>`,
      "",
    );
  }
  return lines.join("\n");
}

function folded(heading: string, entries: readonly string[]): string[] {
  return ["<details>", `<summary>${heading}</summary>`, "", ...entries, "", "</details>", ""];
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
