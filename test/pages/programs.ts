import { type Block, blocksIn, pages } from "./blocks.ts";

/**
 * What the program of the reader has where a page shows only the lines to add or to edit, and describes the rest in words.
 */
const context: Readonly<Record<string, string>> = {
  "docs/runbooks.md": 'import * as anthropic from "pulumi-anthropic";\n',
};

/** Pages that create an ES module. Their programs may use `await` at the top level, unlike those of all others. */
const esModules: ReadonlySet<string> = new Set(["docs/automation.md"]);

/** A program of a page. */
export interface Program {
  /** For example `program 2 of docs/teams.md`. */
  readonly title: string;
  readonly text: string;
  /** Whether the page creates an ES module for it. */
  readonly isModule: boolean;
}

/** The packages whose import begins a program. Other blocks continue the program before them. */
const begins = /^import .* from "(?:pulumi-anthropic(?:\/emulator)?|@pulumi\/pulumi|@pulumi\/policy)";$/m;

/** The programs in a page, as a reader has them: blocks without imports continue the last program. */
export function programsOf(page: string, blocks: readonly Block[] = blocksIn(page)): string[] {
  const programs: string[] = [];
  for (const { text } of blocks.filter(({ language }) => language === "ts")) {
    // Signatures, and calls with `...` for what the reference describes.
    if (page.startsWith("docs/reference/") && !begins.test(text)) continue;
    const last = programs.at(-1) ?? context[page];
    if (begins.test(text) || last === undefined) programs.push(text);
    else programs.splice(-1, 1, last + text);
  }
  // A program without exports or imports would be a script, which shares its variables with others.
  return programs.map((text) => (/^(?:import|export) /m.test(text) ? text : `${text}export {};\n`));
}

/** Every program in every page. */
export function allPrograms(): Program[] {
  return pages().flatMap((page) =>
    programsOf(page).map((text, index) => ({
      title: `program ${index + 1} of ${page}`,
      text,
      isModule: esModules.has(page),
    })),
  );
}
