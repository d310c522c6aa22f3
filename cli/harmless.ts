/** A text on one line, as a terminal may have it: foreign names can hold what moves its cursor or turns its text. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/\p{Cf}/gu, "");
}

/** A text without secrets: people paste them into names. */
export function withoutSecrets(text: string): string {
  return text.replace(/sk-ant-(?:api|admin|oat)[\w.~+/=-]*/gi, "[secret]");
}

/** A text in HTML, also inside of an attribute in double quotes. */
export function escaped(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

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
