import { code } from "../output/markdown.ts";
import { verbOf } from "./command.ts";
import { type Report, sectionsOf, summaryOf } from "./report.ts";

// GitHub accepts comments of 65,536 characters. A longer one could be cut within a code span, which would free the untrusted
// text in it.
const maximumBytes = 55_000;
/** The part of it for errors. */
const maximumRefusalBytes = 20_000;
/** The part of it for headings. */
const headingBytes = 3_000;

/** The report as a comment on a pull request: a summary, the errors, and the details folded. */
export function markdownOf(report: Report): string {
  const { command, stack, organizations, refusals, limits, notes } = report;
  const title = stack === null ? code(command) : `${code(command)} of ${code(stack)}`;
  const lines = [`**${title}** ${summaryOf(report)}`, ""];
  let left = maximumBytes - headingBytes;
  const list = (entries: readonly string[], maximum = left): string[] => {
    let size = 0;
    const shown = entries.filter((entry) => {
      size += Buffer.byteLength(entry) + 3;
      return size <= maximum;
    });
    left -= Math.min(size, maximum);
    const omitted = entries.length - shown.length;
    return [...shown.map((entry) => `- ${entry}`), ...(omitted > 0 ? [`- ... and ${omitted} more`] : []), ""];
  };

  if (limits.length > 0) lines.push(...list(limits.map(({ reason }) => `:warning: ${code(reason)}`)));
  if (refusals.length > 0) {
    const entries = refusals.map((refusal) =>
      "resource" in refusal ? `${code(refusal.resource)}: ${code(refusal.reason)}` : code(refusal.reason),
    );
    lines.push(`\`${verbOf(report)}\` would reject:`, "", ...list(entries, maximumRefusalBytes));
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
      `<sub>Simulated on a copy of organization ${organizations.map(code).join(", ")}; the organization was only read.</sub>`,
      "",
    );
  }
  return lines.join("\n");
}
