import { oneLine } from "../../provider/api/foreignText.ts";

/**
 * A text in Markdown that stays text: no markup, no link, no mention that would call somebody, no reference to an issue.
 * Mentions and references are found in the finished page, where escapes are gone: a comment stands in their way.
 */
export function literal(text: string): string {
  return oneLine(text).replace(markup, (sign) =>
    /^[@#:.]/.test(sign) ? `${sign}<!-- -->` : `&#${sign.charCodeAt(0)};`,
  );
}

const markup =
  /[&<>\\`*[\]~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.+-])@|#(?=\d)|(?<=https?|ftp):(?=\/\/)|(?<=www)\./giu;

/**
 * Text as a Markdown code span, without markup, links and mentions that would notify somebody. Its fence is
 * longer than any within.
 */
export function code(text: string): string {
  const line = oneLine(text).replace(/\s+/g, " ").trim();
  const runs = line.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const space = line === "" || /^`|`$/.test(line) ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}
