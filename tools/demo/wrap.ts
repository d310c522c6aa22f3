import { stripVTControlCharacters } from "node:util";

const control = String.fromCharCode(27);
const reset = `${control}[0m`;
const pieces = new RegExp(`${control}\\[[0-9;]*m| +|[^ ${control}]+`, "g");

/**
 * Breaks a line between words, so that no line is wider than `width`. Further lines have the line's indentation plus `hang`.
 * Colors end with each line and start again on the next one, so that a frame can be drawn beside it.
 */
export function wrap(line: string, width: number, hang = 0): string[] {
  if (stripVTControlCharacters(line).length <= width) return [line];
  const indent = " ".repeat(Math.min(stripVTControlCharacters(line).search(/\S|$/) + hang, width >> 1));
  const lines: string[] = [];
  let current = "";
  let used = 0;
  let color = "";
  for (const [piece] of line.matchAll(pieces)) {
    if (piece.startsWith(control)) {
      color = piece === reset ? "" : color + piece;
      current += piece;
      continue;
    }
    if (used + piece.length > width && used > indent.length) {
      lines.push(color === "" ? current.trimEnd() : `${current.trimEnd()}${reset}`);
      current = indent + color;
      used = indent.length;
      if (piece.startsWith(" ")) continue;
    }
    current += piece;
    used += piece.length;
  }
  return [...lines, current];
}
