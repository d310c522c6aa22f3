import { logText, oneLine } from "../../provider/api/foreignText.ts";
import { commandOf, verbOf } from "./command.ts";
import { type Report, sectionsOf, summaryOf } from "./report.ts";

/** The longest section. */
const maximumLines = 20;
const width = 100;

/** The report for a terminal. */
export function textOf(report: Report): string {
  const { command, stack, organizations, refusals, limits, notes } = report;
  const where = organizations.length === 0 ? "" : ` on organization ${organizations.join(" and ")}`;
  const what = stack ?? (verbOf(report) === "up" ? "this program" : "this stack");
  const lines = [`\`${command}\` of ${what}${where}:`, ...wrapped(summaryOf(report))];
  if (isUnread(report)) {
    lines.push(
      "",
      "The organization was not read, since the program changes nothing and waits for no user. --refresh compares the two.",
    );
  }
  const section = (title: string, entries: readonly string[], maximum = maximumLines) => {
    if (entries.length === 0) return;
    lines.push("", title, ...entries.slice(0, maximum).map((entry) => `  ${oneLine(entry)}`));
    if (entries.length > maximum)
      lines.push(`  ... and ${entries.length - maximum} more (--json FILE has them all)`);
  };
  for (const { title, actions } of sectionsOf(report)) {
    section(
      title,
      actions.map(({ text, resource }) => `${text}   [${resource}]`),
    );
  }
  section(
    `\`${verbOf(report)}\` would reject`,
    refusals.map((refusal) =>
      "resource" in refusal ? `${refusal.resource}: ${refusal.reason}` : refusal.reason,
    ),
    Number.POSITIVE_INFINITY,
  );
  section(
    "Limits exceeded",
    limits.map(({ reason }) => reason),
  );
  section("Also", notes);
  return logText(lines.join("\n"));
}

/** Whether the plan needed no request, and therefore no key. */
function isUnread({ command, organizations, failed, actions, refusals }: Report): boolean {
  const isPlain = command === commandOf({});
  return isPlain && organizations.length === 0 && !failed && actions.length + refusals.length === 0;
}

/** The summary in lines of at most `width` characters, broken after commas. */
function wrapped(summary: string): string[] {
  const lines: string[] = [];
  for (const part of summary.split(/(?<=,) /)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + part.length >= width) lines.push(`  ${part}`);
    else lines[lines.length - 1] = `${line} ${part}`;
  }
  return lines;
}
