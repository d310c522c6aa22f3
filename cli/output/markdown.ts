import { oneLine } from "../../provider/api/foreignText.ts";

/**
 * Escapes text for Markdown, so that it contains no markup, links, mentions or references to issues. GitHub finds mentions
 * and references in the rendered page, after it has resolved escapes, so a comment interrupts them.
 */
export function literal(text: string): string {
  return oneLine(text).replace(markup, (sign) =>
    /^[@#:.]/.test(sign) ? `${sign}<!-- -->` : `&#${sign.charCodeAt(0)};`,
  );
}

const markup =
  /[&<>\\`*[\]~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.+-])@|#(?=\d)|(?<=https?|ftp):(?=\/\/)|(?<=www)\./giu;

/** Text as a Markdown code span, with a fence that is longer than any in the text. */
export function code(text: string): string {
  const line = oneLine(text).replace(/\s+/g, " ").trim();
  const runs = line.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const space = line === "" || /^`|`$/.test(line) ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}
