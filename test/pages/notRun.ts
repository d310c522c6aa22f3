import type { Block } from "./blocks.ts";

/** A block that no test runs. */
export interface NotRun {
  readonly page: string;
  /** The beginning of its text. */
  readonly starts: string;
  /** Why it cannot be run, and what checks it instead. */
  readonly reason: string;
}

/** The blocks that no test runs. Everything else in the pages is run. */
export const notRun: readonly NotRun[] = [
  {
    page: "README.md",
    starts: "npm ci && npm run demo\n",
    reason: "The demo in a clone: test/tools/demo.test.ts runs it, without the installation.",
  },
  {
    page: "README.md",
    starts: "npm ci && npm test\n",
    reason: "It runs all tests, this one included.",
  },
];

/**
 * The synopsis of a command, and the examples of its help, which are generated. test/pages.test.ts checks that the commands and their
 * options exist. The guides have the same commands.
 */
function isSynopsis({ page, text }: Block): boolean {
  return page.startsWith("docs/reference/") && /^npx pulumi-anthropic /.test(text);
}

export function isNotRun(block: Block): boolean {
  return isSynopsis(block) || notRun.some((each) => matches(each, block));
}

export function matches({ page, starts }: NotRun, block: Block): boolean {
  return block.page === page && block.text.startsWith(starts);
}
