// Text that others chose (names, tags, messages of the API) and that must not act on what shows it. One function a medium;
// those for Markdown, HTML and TypeScript, which only the command line writes, are in `cli/output/`.

/**
 * What hides in a text, turns it around or moves a terminal's cursor: control characters of both kinds, directions,
 * signs without width, tags and private use. Line breaks and tabs are not among them, nor the joiner within an emoji.
 */
export const hidden =
  /(?![\n\t])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Co}]|\u200d(?!\p{Extended_Pictographic})/gu;

/** A character as `\u001b`; those beyond the basic plane as two. */
function code(sign: string): string {
  return sign
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

/** A text without what looks like a secret: people paste them into names. The prefix of a kind alone is none. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/sk-ant-(?!\w+-(?:\.\.\.|(?![\w.~+/=-])))[\w.~+/=-]*[\w~+/=-]/gi, "[secret]")
    .replace(/eyJ[\w-]{8,}\.[\w-]*\.?[\w-]*/g, "[secret]");
}

/** Whether a text holds what looks like a secret, also one that invisible characters interrupt. */
export function hasSecret(text: string): boolean {
  const whole = text.replace(/\p{Cf}+/gu, "");
  return withoutSecrets(whole) !== whole;
}

/**
 * A text without commands of CI runners, which read the output of what they run: `##[...]` anywhere in a line (GitHub,
 * Azure, TeamCity), `::...::` at its beginning (GitHub); and without directives of Pulumi's for colors.
 */
function withoutCommands(text: string): string {
  return text
    .replace(/##(?=\w*\[)/g, "# #")
    .replace(/^([^\S\n]*):(?=:)/gm, "$1: ")
    .replaceAll("<{%", "< {%");
}

/** Foreign text on one line, for a terminal and the log of a CI job: what is hidden is left out. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/\p{Cf}+/gu, "");
  return withoutCommands(withoutSecrets(line));
}

/**
 * What is shown in a terminal and written to the log of a CI job, as a whole: our own sentences with foreign text in
 * them. Its lines stay; what is hidden in it is shown as its code.
 */
export function logText(text: string): string {
  const redacted = withoutSecrets(text);
  const bare = redacted.replace(hidden, "");
  // A secret that something hidden interrupts is only recognized without it.
  const shown = withoutSecrets(bare) === bare ? redacted.replace(hidden, code) : withoutSecrets(bare);
  return withoutCommands(withoutSecrets(shown));
}

/** A value as JSON in which nothing is hidden, and that says the same to whoever parses it. */
export function jsonText(
  value: unknown,
  indent?: number,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  return JSON.stringify(value, replacer, indent)
    .replace(hidden, code)
    .replace(/##(?=\w*\[)/g, "\\u0023#");
}
