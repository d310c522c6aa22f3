import { code } from "../output/markdown.ts";
import { type Report, sectionsOf, summaryOf } from "./report.ts";

// GitHub takes comments of 65,536 characters. Cut by somebody else, within a code span, foreign text could come out of it.
const longest = 55_000;
/** Of it, what refusals may take: the details say the most. */
const mostOfRefusals = 20_000;
/** Of it, what headings and the like take. */
const frame = 3_000;

/** The report as a comment on a pull request: what it does in a line, the details folded. */
export function markdownOf(report: Report): string {
  const { stack, organizations, refusals, limits, notes } = report;
  const title = stack === null ? "`pulumi up`" : `\`pulumi up\` of ${code(stack)}`;
  const lines = [`**${title}** ${summaryOf(report)}`, ""];
  let left = longest - frame;
  const list = (entries: readonly string[], most = left): string[] => {
    let size = 0;
    const shown = entries.filter((entry) => {
      size += Buffer.byteLength(entry) + 3;
      return size <= most;
    });
    left -= Math.min(size, most);
    const omitted = entries.length - shown.length;
    return [...shown.map((entry) => `- ${entry}`), ...(omitted > 0 ? [`- ... and ${omitted} more`] : []), ""];
  };

  if (limits.length > 0) lines.push(...list(limits.map(({ reason }) => `:warning: ${code(reason)}`)));
  if (refusals.length > 0) {
    const entries = refusals.map((refusal) =>
      "resource" in refusal ? `${code(refusal.resource)}: ${code(refusal.reason)}` : code(refusal.reason),
    );
    lines.push("It would be refused:", "", ...list(entries, mostOfRefusals));
  }
  const details = sectionsOf(report).flatMap(({ title: heading, actions }) => [
    `**${heading}** (${actions.length})`,
    "",
    ...list(actions.map(({ text, resource }) => `${code(text)} (${code(resource)})`)),
  ]);
  if (notes.length > 0) details.push("**Also**", "", ...list(notes.map(code)));
  if (details.length > 0) {
    lines.push("<details>", "<summary>Details</summary>", "", ...details, "</details>", "");
  }
  if (organizations.length > 0) {
    lines.push(
      `<sub>Rehearsed on a copy of organization ${organizations.map(code).join(", ")}; it was only read.</sub>`,
      "",
    );
  }
  return lines.join("\n");
}
