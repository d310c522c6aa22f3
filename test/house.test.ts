import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { settingNames } from "../provider/config.ts";
import * as published from "../provider/index.ts";
import { kinds } from "../provider/registry.ts";

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

  test("has a file and a test of its own", () => {
    expect(existsSync(join(root, `provider/resources/${file}.ts`))).toBe(true);
    expect(existsSync(join(root, `test/provider/resources/${file}.test.ts`))).toBe(true);
  });

  test("has a route in the emulator", () => {
    const route = routes[name as keyof typeof kinds];
    expect(existsSync(join(root, `emulator/routes/${route}.ts`))).toBe(true);
  });

  test("stands in an example", () => {
    expect(examples.filter(({ program }) => program.includes(`new anthropic.${name}(`))).not.toEqual([]);
  });

  test("has a row in the README", () => {
    expect(readme).toContain(`| \`${name}\` |`);
  });

  test("says in its class comment, in words of its own, what it is", () => {
    expect(read(`provider/resources/${file}.ts`)).toMatch(new RegExp(`\\*/\nexport class ${name} extends`));
  });
});

describe("the house", () => {
  test("runs every example in a test of its own", () => {
    for (const { name } of examples)
      expect(existsSync(join(root, `test/examples/${name}.test.ts`))).toBe(true);
  });

  test("documents every setting in the README", () => {
    for (const setting of settingNames) expect(readme).toContain(`| \`anthropic:${setting}\` |`);
  });

  test("reads HTTP status codes in one file only", () => {
    const offenders = readdirSync(join(root, "provider"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && file !== join("api", "errors.ts"))
      .filter((file) => /\bstatus\s*(===|!==|<|>|>=|<=)\s*[1-5]\d\d\b/.test(read(join("provider", file))));
    expect(offenders).toEqual([]);
  });

  test("lets no file of the API client import from above", () => {
    const offenders = readdirSync(join(root, "provider/api"))
      .filter((file) => file.endsWith(".ts"))
      .filter((file) => /from "\.\.\//.test(read(`provider/api/${file}`)));
    expect(offenders).toEqual([]);
  });
});
