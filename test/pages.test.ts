import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../tools/docs/commands.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "ARCHITECTURE.md",
  "DECISIONS.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) => `docs/${file}`),
].filter((file) => file.endsWith(".md"));
const recipes = [
  "github/pull-request.yml",
  "github/deploy.yml",
  "github/drift.yml",
  "github/budgets.yml",
  "github/cost-history.yml",
  "gitlab/.gitlab-ci.yml",
].map((file) => `examples/ci/${file}`);

describe.each(pages)("page %s", (page) => {
  test("the index of the folder has a link to the page", () => {
    const index = page.startsWith("docs/") ? join(dirname(page), "README.md") : "README.md";
    if (page !== index) expect(read(index)).toContain(`](${basename(page)})`);
  });

  test("the page has no broken link", () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken = links.filter(([, file = "", anchor]) => {
      const target = file === "" ? page : join(dirname(page), file);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchors(read(target)).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

/** The anchors that GitHub generates from the headings of a page. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test.each([...pages, ...recipes])(
  "every `pulumi-anthropic` command in %s exists and has the given options",
  (file) => {
    // Joins continued lines. A command ends before a pipe or another command.
    const text = read(file).replaceAll(/\\\n\s*/g, "");
    const given = [
      ...text.matchAll(
        /pulumi-anthropic ((?:whoami|import|detach|drift|plan|recover|snapshot|report|keys|user|emulator)\b[^\n`|&;>]*)/g,
      ),
    ];
    const unknown = given.flatMap(([, line = ""]) => {
      const [name, second] = line.split(" ");
      const command = commands.find((candidate) => candidate.name() === name);
      // `keys list`: the options belong to the second word.
      const subcommands = command?.commands ?? [];
      const owner =
        subcommands.length === 0 ? command : subcommands.find((candidate) => candidate.name() === second);
      const known = owner?.options.flatMap(({ long, short }) => [long, short]);
      return (line.match(/(?<=\s)--?[a-z][\w-]*/g) ?? [])
        .filter((option) => known?.includes(option) !== true)
        .map((option) => `${name} ${option}`);
    });
    expect(unknown).toEqual([]);
    // The first word after `pulumi-anthropic` is a command.
    const words = [...text.matchAll(/(?:npx|node_modules\/\.bin\/)\s*pulumi-anthropic (\w+)/g)].map(
      ([, word]) => word,
    );
    const names = commands.map((command) => command.name());
    expect(words.filter((word) => !names.includes(word ?? ""))).toEqual([]);
  },
);
