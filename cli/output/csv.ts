import { oneLine } from "../../provider/api/foreignText.ts";

/** Lines as CSV (RFC 4180). Strings are escaped with `csvText` where they are foreign. */
export function csv(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * Foreign text for a cell. Spreadsheets evaluate text that begins like a formula, also after spaces and with full-width signs: an
 * apostrophe before it makes it plain text.
 */
export function csvText(text: string): string {
  const line = oneLine(text);
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(line) ? `'${line}` : line;
}
