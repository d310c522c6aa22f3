import { expect, onTestFinished } from "vitest";
import { type Block, blocksIn, placeOf } from "./blocks.ts";
import { isNotRun } from "./notRun.ts";

/**
 * The blocks of one language in a page, or in some of its sections. The test that opens them must take all of them, so that it fails
 * when the page gets another one.
 */
export class Blocks {
  readonly #all: readonly Block[];
  readonly #left: Set<Block>;

  constructor(language: string, page: string, headings: readonly string[]) {
    this.#all = followed(language, page, headings);
    this.#left = new Set(this.#all);
    onTestFinished(({ task }) => {
      if (task.result?.state === "fail") return;
      expect(this.left(), "blocks that the test has not run").toEqual([]);
    });
  }

  /** The next block in the order of the page. `start` is the beginning of its text, so that a change of the order is noticed. */
  next(start: string): string {
    const [block] = this.#left;
    if (block === undefined)
      throw new Error(`There is no block after the last one, which would begin with ${start}`);
    expect(block.text.slice(0, start.length), placeOf(block)).toBe(start);
    this.#left.delete(block);
    return block.text;
  }

  /** All blocks that were not taken yet, in the order of the page. */
  rest(): string[] {
    const texts = Array.from(this.#left, ({ text }) => text);
    this.#left.clear();
    return texts;
  }

  left(): string[] {
    return Array.from(this.#left, placeOf);
  }
}

/** The shell commands of a page. */
export function shellBlocks(page: string, ...headings: readonly string[]): Blocks {
  return new Blocks("sh", page, headings);
}

/** The TypeScript of a page. */
export function codeBlocks(page: string, ...headings: readonly string[]): Blocks {
  return new Blocks("ts", page, headings);
}

/** Each command in the shell blocks of a page, for tests with a case for each. The test must run all of them. */
export function shellLines(page: string, ...headings: readonly string[]): string[] {
  return followed("sh", page, headings).flatMap(({ text }) =>
    text
      .replaceAll(/\\\n\s*/g, "")
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== ""),
  );
}

function followed(language: string, page: string, headings: readonly string[]): Block[] {
  const blocks = blocksIn(page).filter(
    (block) =>
      block.language === language &&
      (headings.length === 0 || headings.includes(block.heading)) &&
      !isNotRun(block),
  );
  for (const heading of headings) {
    if (!blocks.some((block) => block.heading === heading)) {
      throw new Error(`${page} has no block in ${language} under the heading ${heading}`);
    }
  }
  if (blocks.length === 0) throw new Error(`${page} has no block in ${language}`);
  return blocks;
}
