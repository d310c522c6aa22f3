// Escapes untrusted text (names, tags, API messages) for the format that shows it, one function per format. The functions
// for Markdown, HTML and TypeScript, which only the CLI writes, are in `cli/output/`.

/**
 * Characters that are invisible, change the text direction or move a terminal's cursor: C0 and C1 controls, bidirectional
 * controls, zero-width characters, tags and private use. Excludes line breaks, tabs and the joiner within an emoji.
 */
export const hidden =
  /(?![\n\t])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Co}]|\u200d(?!\p{Extended_Pictographic})/gu;

/** A character as an escape such as `\u001b`; two escapes for a character outside of the basic plane. */
function code(sign: string): string {
  return sign
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

/** Replaces what looks like a secret, because users paste secrets into names. A key prefix alone is not a secret. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/sk-ant-(?!\w+-(?:\.\.\.|\.?(?![\w.~+/=-])))[\w.~+/=-]*[\w~+/=-]/gi, "[secret]")
    .replace(/eyJ[\w-]{8,}\.[\w-]*\.?[\w-]*/g, "[secret]");
}

/** Whether a string contains what looks like a secret, even if invisible characters interrupt it. */
export function hasSecret(text: string): boolean {
  const whole = text.replace(/\p{Cf}+/gu, "");
  return withoutSecrets(whole) !== whole;
}

/**
 * Defuses commands that CI runners read from job output: `##[...]` anywhere in a line (GitHub, Azure, TeamCity) and
 * `::...::` at its start (GitHub). Also defuses Pulumi's color directives.
 */
function withoutCommands(text: string): string {
  return text
    .replace(/##(?=\w*\[)/g, "# #")
    .replace(/^([^\S\n]*):(?=:)/gm, "$1: ")
    .replaceAll("<{%", "< {%");
}

/** Untrusted text on one line, for a terminal and the log of a CI job. Removes invisible characters. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/\p{Cf}+/gu, "");
  return withoutCommands(withoutSecrets(line));
}

/**
 * A complete message for a terminal and the log of a CI job, with untrusted text in it. Keeps line breaks and shows
 * invisible characters as escapes.
 */
export function logText(text: string): string {
  const redacted = withoutSecrets(text);
  const bare = redacted.replace(hidden, "");
  // A secret with invisible characters in it is only recognized without them.
  const shown = withoutSecrets(bare) === bare ? redacted.replace(hidden, code) : withoutSecrets(bare);
  return withoutCommands(withoutSecrets(shown));
}

/** A value as JSON with invisible characters escaped. It parses to the same value. */
export function jsonText(
  value: unknown,
  indent?: number,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  return JSON.stringify(value, replacer, indent)
    .replace(hidden, code)
    .replace(/##(?=\w*\[)/g, "\\u0023#");
}

const maxForeignText = 300;

/**
 * Untrusted text for an error: on one line, without invisible characters and secrets, at most 300 characters. `secrets` are
 * removed regardless of their form.
 */
export function clean(text: string, secrets: readonly string[] = []): string {
  let result = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/\p{Cf}+/gu, "")
    .trim();
  for (const secret of secrets) {
    if (secret !== "") result = result.replaceAll(secret, "[secret]");
  }
  result = oneLine(result);
  return result.length > maxForeignText ? `${result.slice(0, maxForeignText)}...` : result;
}
