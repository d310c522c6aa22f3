import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import * as published from "../provider/index.ts";
import { kinds } from "../provider/registry.ts";
import { commands } from "../tools/docs/commands.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const readme = read("README.md");
const examples = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => ({ name: entry.name, program: read(`examples/${entry.name}/index.ts`) }));

/** Where the emulator serves a kind: the last step of its path. */
const routes: Readonly<Record<keyof typeof kinds, string>> = {
  ApiKey: "apiKeys",
  Invite: "invites",
  Member: "users",
  Workspace: "workspaces",
  WorkspaceMember: "members",
  WorkspaceMembers: "members",
};

describe.each(Object.entries(kinds))("kind %s", (name, resource) => {
  const file = name.charAt(0).toLowerCase() + name.slice(1);

  test("is registered under its own name, which state files hold", () => {
    expect(resource.kind).toBe(name);
  });

  test("is a class that programs can use", () => {
    expect(Object.keys(published)).toContain(name);
  });

  test("has a folder and tests of its own", () => {
    expect(existsSync(join(root, `provider/resources/${file}/index.ts`))).toBe(true);
    expect(readdirSync(join(root, `test/provider/resources/${file}`)).length).toBeGreaterThan(0);
  });

  test("has arguments that a type test compares with its schema", () => {
    expect(read("test/provider/resources/args.test.ts")).toContain(`Accepted["${name}"]`);
  });

  test("has a route in the emulator", () => {
    const route = routes[name as keyof typeof kinds];
    expect(existsSync(join(root, `emulator/routes/${route}.ts`))).toBe(true);
  });

  test("stands in an example", () => {
    expect(examples.filter(({ program }) => program.includes(`new anthropic.${name}(`))).not.toEqual([]);
  });

  test("has a row in the README with a link to its reference page", () => {
    expect(readme).toContain(`| [\`${name}\`](docs/reference/${name}.md) |`);
  });

  test("says in its class comment, in words of its own, what it is", () => {
    expect(read(`provider/resources/${file}/index.ts`)).toMatch(
      new RegExp(`\\*/\nexport class ${name} extends`),
    );
  });
});

describe("the house", () => {
  test.each([
    { folders: ["provider", "cli", "emulator", "tools", "bench", "examples"], lines: 350 },
    { folders: ["test"], lines: 600 },
  ])("has no file over $lines lines in $folders", ({ folders, lines }) => {
    const long = folders
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
          join(folder, file),
        ),
      )
      .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
      .filter((file) => read(file).trimEnd().split("\n").length > lines);
    expect(long).toEqual([]);
  });

  test("has every file and folder that ARCHITECTURE.md names", () => {
    const folders = [
      "",
      "provider",
      "provider/kernel",
      "provider/api",
      "provider/settings",
      "cli",
      "emulator",
    ];
    const named = [...read("ARCHITECTURE.md").matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(
      ([, path = ""]) => path,
    );
    const missing = named.filter(
      (path) => !path.includes("NAME") && !folders.some((folder) => existsSync(join(root, folder, path))),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });

  test("runs every example in a test of its own", () => {
    for (const { name } of examples)
      expect(existsSync(join(root, `test/examples/${name}.test.ts`))).toBe(true);
  });

  test("interprets HTTP status codes in one file only", () => {
    const offenders = readdirSync(join(root, "provider"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && file !== join("api", "judge.ts"))
      .filter((file) => /\bstatus\s*(===|!==|<|>|>=|<=)\s*[1-5]\d\d\b/.test(read(join("provider", file))));
    expect(offenders).toEqual([]);
  });
});

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "ARCHITECTURE.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) => `docs/${file}`),
].filter((file) => file.endsWith(".md"));
const recipes = [
  "github/pull-request.yml",
  "github/deploy.yml",
  "github/drift.yml",
  "gitlab/.gitlab-ci.yml",
].map((file) => `examples/ci/${file}`);

describe.each(pages)("the page %s", (page) => {
  test("is listed in the index of its folder", () => {
    const index = page.startsWith("docs/") ? join(dirname(page), "README.md") : "README.md";
    if (page !== index) expect(read(index)).toContain(`](${basename(page)})`);
  });

  test("has no broken link", () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken = links.filter(([, file = "", anchor]) => {
      const target = file === "" ? page : join(dirname(page), file);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchors(read(target)).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

/** How GitHub calls the headings of a page. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test.each([...pages, ...recipes])(
  "every `pulumi-anthropic` command in %s exists, and has the options it is given",
  (file) => {
    // A command may go on in the next line behind a backslash; what stands behind a pipe or another command is not its own.
    const text = read(file).replaceAll(/\\\n\s*/g, "");
    const given = [
      ...text.matchAll(
        /pulumi-anthropic ((?:import|detach|drift|plan|recover|snapshot|emulator)\b[^\n`|&;>]*)/g,
      ),
    ];
    const unknown = given.flatMap(([, line = ""]) => {
      const name = line.split(" ")[0];
      const known = commands
        .find((command) => command.name() === name)
        ?.options.flatMap(({ long, short }) => [long, short]);
      return (line.match(/(?<=\s)--?[a-z][\w-]*/g) ?? [])
        .filter((option) => known?.includes(option) !== true)
        .map((option) => `${name} ${option}`);
    });
    expect(unknown).toEqual([]);
    // Whatever follows the name of the command line is one of its commands, or no command at all.
    const words = [...text.matchAll(/(?:npx|node_modules\/\.bin\/)\s*pulumi-anthropic (\w+)/g)].map(
      ([, word]) => word,
    );
    const names = commands.map((command) => command.name());
    expect(words.filter((word) => !names.includes(word ?? ""))).toEqual([]);
  },
);
