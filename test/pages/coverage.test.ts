import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Block, blocksIn, pages, placeOf, root } from "./blocks.ts";
import { isNotRun, matches, notRun } from "./notRun.ts";
import { programsOf } from "./programs.ts";

/** The sections that tests follow: `shellBlocks("docs/plan.md", "Snapshots")` is one, and without a heading it is the whole page. */
const calls = /\b(shellBlocks|codeBlocks|shellLines)\(\s*"([^"]+)"((?:,\s*"[^"]+")*),?\s*\)/g;
const languages: Readonly<Record<string, string>> = { shellBlocks: "sh", codeBlocks: "ts", shellLines: "sh" };

interface Section {
  readonly file: string;
  readonly language: string | undefined;
  readonly page: string;
  readonly headings: readonly string[];
}

const tests = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".test.ts") && !file.startsWith("pages/"),
);
const sections: readonly Section[] = tests.flatMap((file) =>
  [...readFileSync(path.join(root, "test", file), "utf8").matchAll(calls)].map(
    ([, name = "", page = "", headings = ""]) => ({
      file,
      language: languages[name],
      page,
      headings: [...headings.matchAll(/"([^"]+)"/g)].map(([, heading = ""]) => heading),
    }),
  ),
);

const blocks = pages().flatMap((page) => blocksIn(page));

function isFollowed(block: Block): boolean {
  return sections.some(
    ({ page, language, headings }) =>
      page === block.page &&
      language === block.language &&
      (headings.length === 0 || headings.includes(block.heading)),
  );
}

/** A page of the reference is generated. Its code is compiled with that of all pages, in test/package/programs.test.ts. */
function isGenerated({ page, language }: Block): boolean {
  return language === "ts" && page.startsWith("docs/reference/");
}

describe("blocksIn", () => {
  test("blocks have the heading of their section, and no indentation of a list", () => {
    const page = [
      "# Page",
      "",
      "```sh",
      "one",
      "```",
      "",
      "## Part",
      "",
      "1. Do:",
      "",
      "   ```ts",
      "   two",
      "     three",
      "",
      "   ```",
      "",
      "### Detail",
      "",
      "```",
      "four",
      "```",
      "",
    ];
    expect(blocksIn("page.md", page.join("\n"))).toEqual([
      { page: "page.md", line: 4, heading: "Page", language: "sh", text: "one\n" },
      { page: "page.md", line: 12, heading: "Part", language: "ts", text: "two\n  three\n\n" },
      { page: "page.md", line: 20, heading: "Part", language: "", text: "four\n" },
    ]);
  });

  test("a block without an end is an error", () => {
    expect(() => blocksIn("page.md", "```sh\none\n")).toThrow("page.md:2: the block has no end.");
  });
});

describe("programsOf", () => {
  test("a block with an import of this package begins a program, and others continue it", () => {
    const page = (text: string) => ({ page: "docs/page.md", heading: "", line: 1, language: "ts", text });
    const start = 'import * as anthropic from "pulumi-anthropic";\n';
    const blocks = [start, 'import { parse } from "yaml";\n', `${start}export {};\n`, "const a = 1;\n"].map(
      page,
    );
    expect(programsOf("docs/page.md", blocks)).toEqual([
      `${start}import { parse } from "yaml";\n`,
      `${start}export {};\nconst a = 1;\n`,
    ]);
  });
});

describe("the blocks of README.md and docs/", () => {
  test("every block with commands or code is run by a test, or marked in test/pages/notRun.ts with the reason", () => {
    const followed = blocks.filter(({ language }) => language === "sh" || language === "ts");
    expect(followed.length).toBeGreaterThan(100);
    const open = followed.filter((block) => !isGenerated(block) && !isNotRun(block) && !isFollowed(block));
    expect(open.map(placeOf), 'take them with shellBlocks("docs/PAGE.md", "HEADING") or codeBlocks').toEqual(
      [],
    );
  });

  test("every block is in a language that this test knows", () => {
    const known = ["sh", "ts", "json", "yaml", ""];
    expect(blocks.filter(({ language }) => !known.includes(language)).map(placeOf)).toEqual([]);
  });

  test("every block that is marked as not run exists once", () => {
    for (const each of notRun) {
      expect(
        blocks.filter((block) => matches(each, block)),
        `${each.page}: ${each.starts}`,
      ).toHaveLength(1);
      expect(each.reason).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("an emulator in the foreground is the last command of a block, and what follows is for another terminal", () => {
    const foreground = blocks.filter(({ language, text }) => language === "sh" && / emulator --/.test(text));
    expect(foreground.length).toBeGreaterThan(2);
    for (const block of foreground) {
      const last = block.text.trim().split("\n").at(-1);
      expect(last, placeOf(block)).toMatch(/pulumi-anthropic emulator /);
      const page = readFileSync(path.join(root, block.page), "utf8").split("\n");
      const after = page.slice(block.line + block.text.split("\n").length - 1).join("\n");
      const [until = ""] = after.split(/^```sh$/m);
      expect(until, placeOf(block)).toMatch(/\b(another|other|second) (terminal|shell)\b/);
    }
  });
});
