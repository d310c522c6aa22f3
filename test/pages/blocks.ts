import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const root = path.join(import.meta.dirname, "..", "..");

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** The number of its first line. */
  readonly line: number;
  /** The heading of its section: the nearest one with one or two `#`. */
  readonly heading: string;
  /** The word after the fence: `sh` and `ts` are followed by readers, an empty one is output. */
  readonly language: string;
  /** The content without the indentation of the list that it is in. */
  readonly text: string;
}

/** Every page that is published: the README and everything in docs/. */
export function pages(): string[] {
  const docs = readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" });
  return ["README.md", ...docs.map((file) => `docs/${file}`)]
    .filter((file) => file.endsWith(".md"))
    .toSorted();
}

/** The blocks of a page, in their order. */
export function blocksIn(page: string, text = readFileSync(path.join(root, page), "utf8")): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  let open: { indentation: string; language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [, indentation = "", language] = /^( *)```(.*)$/.exec(line) ?? [];
    if (open !== undefined) {
      if (language === "" && indentation === open.indentation) {
        blocks.push({ page, heading, ...part(open) });
        open = undefined;
      } else {
        open.lines.push(
          line.startsWith(open.indentation) ? line.slice(open.indentation.length) : line.trimStart(),
        );
      }
    } else if (language !== undefined) {
      open = { indentation, language: language.trim(), line: index + 2, lines: [] };
    } else {
      heading = /^##? (.*)$/.exec(line)?.[1] ?? heading;
    }
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block has no end.`);
  return blocks;
}

function part({ language, line, lines }: { language: string; line: number; lines: readonly string[] }) {
  return { language, line, text: `${lines.join("\n")}\n` };
}

/** Where a block is, for messages. */
export function placeOf({ page, line, text }: Block): string {
  return `${page}:${line}: ${text.split("\n")[0]}`;
}
