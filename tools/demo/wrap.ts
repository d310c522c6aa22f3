import { stripVTControlCharacters } from "node:util";

const control = String.fromCharCode(27);
const reset = `${control}[0m`;
const pieces = new RegExp(`${control}\\[[0-9;]*m| +|[^ ${control}]+`, "g");

/**
 * Breaks a line between words, so that nothing is wider than `width`. What follows is indented as the line is, and by
 * `hang` more. Colours that are on stay on there, and are off at each end, so that a frame can be drawn beside it.
 */
export function wrap(line: string, width: number, hang = 0): string[] {
  if (stripVTControlCharacters(line).length <= width) return [line];
  const indent = " ".repeat(Math.min(stripVTControlCharacters(line).search(/\S|$/) + hang, width >> 1));
  const lines: string[] = [];
  let current = "";
  let used = 0;
  let colour = "";
  for (const [piece] of line.matchAll(pieces)) {
    if (piece.startsWith(control)) {
      colour = piece === reset ? "" : colour + piece;
      current += piece;
      continue;
    }
    if (used + piece.length > width && used > indent.length) {
      lines.push(colour === "" ? current.trimEnd() : `${current.trimEnd()}${reset}`);
      current = indent + colour;
      used = indent.length;
      if (piece.startsWith(" ")) continue;
    }
    current += piece;
    used += piece.length;
  }
  return [...lines, current];
}
