import { propertyKey, quoted } from "../output/typescript.ts";
import { type Args, isArgs, Reference, type Value } from "./declaration.ts";

// Formats TypeScript as Prettier and Biome do by default: on one line of 80 columns if it fits, otherwise with one entry
// on each line.

const columns = 80;

/** Returns the expression for a reference. */
export type NameOf = (reference: Reference) => string;

/** The lines of a call, `BEFORE("name", {...}, {...});`. */
export function callLines(before: string, name: string, args: readonly Args[], nameOf: NameOf): string[] {
  const values: readonly Value[] = [name, ...args];
  const onOneLine = values.map((value) => flat(value, nameOf));
  const line = `${before}(${onOneLine.join(", ")});`;
  if (!onOneLine.includes(undefined) && width(line) <= columns) return [line];

  const [last] = args;
  const head = `${before}(${flat(name, nameOf)}, {`;
  if (args.length === 1 && last !== undefined && width(head) <= columns) {
    return [head, ...entries(last, "  ", nameOf), "});"];
  }
  return [`${before}(`, ...values.flatMap((value) => expanded("  ", value, "  ", ",", nameOf)), ");"];
}

/** A value between `start` and `end`, on one line if it fits. */
function expanded(start: string, value: Value, indent: string, end: string, nameOf: NameOf): string[] {
  const line = flat(value, nameOf);
  if (line !== undefined && width(`${start}${line}${end}`) <= columns) return [`${start}${line}${end}`];
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const lines = value.flatMap((each: Value) => expanded(inner, each, inner, ",", nameOf));
    return [`${start}[`, ...lines, `${indent}]${end}`];
  }
  if (isArgs(value)) return [`${start}{`, ...entries(value, inner, nameOf), `${indent}}${end}`];
  // A string that is too long moves to the next line, except after a key so short that this gains nothing.
  const moves = start.length >= indent.length + "email: ".length;
  return moves ? [start.trimEnd(), `${inner}${line}${end}`] : [`${start}${line}${end}`];
}

function entries(args: Args, indent: string, nameOf: NameOf): string[] {
  return Object.entries(args).flatMap(([key, value]) =>
    expanded(`${indent}${propertyKey(key)}: `, value, indent, ",", nameOf),
  );
}

/** A value on one line; undefined if it needs several. */
function flat(value: Value, nameOf: NameOf): string | undefined {
  if (value instanceof Reference) return nameOf(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) {
    // Each object of an array has its own line, even if all would fit on one.
    if (value.length > 1 && value.every((each) => isArgs(each) && Object.keys(each).length > 1))
      return undefined;
    const parts = value.map((each: Value) => flat(each, nameOf));
    return parts.includes(undefined) ? undefined : `[${parts.join(", ")}]`;
  }
  if (!isArgs(value)) return String(value);
  const parts = Object.entries(value).map(([key, each]) => {
    const text = flat(each, nameOf);
    return text === undefined ? undefined : `${propertyKey(key)}: ${text}`;
  });
  if (parts.includes(undefined)) return undefined;
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** The width of a text in columns. Characters of some scripts and most emoji are two columns wide. */
function width(text: string): number {
  let columnsTaken = 0;
  for (const { segment } of segmenter.segment(text)) columnsTaken += wide.test(segment) ? 2 : 1;
  return columnsTaken;
}

const segmenter = new Intl.Segmenter();
const wide =
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
