import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Args, Value } from "../../../cli/import/declaration.ts";
import { callLines } from "../../../cli/import/printing.ts";

const biome = path.join(import.meta.dirname, "..", "..", "..", "node_modules", ".bin", "biome");

/** The text as Biome formats it with its defaults and spaces, outside of the configuration of this package. */
function formatted(text: string): string {
  const args = ["format", "--stdin-file-path=program.ts", "--indent-style=space"];
  const { stdout, stderr } = spawnSync(biome, args, { input: text, encoding: "utf8", cwd: tmpdir() });
  expect(stderr).toBe("");
  return stdout;
}

const print = (name: string, ...args: Args[]) =>
  callLines("new anthropic.Workspace", name, args, () => "undefined").join("\n");

describe("callLines", () => {
  const names = ["a", "a-name-of-some-length-as-users-have-them", "研究".repeat(15)];
  const values: Value[] = [
    "short",
    "x".repeat(50),
    "x".repeat(100),
    "研究".repeat(20),
    { a: "1" },
    { "cost-center": "4200", constructor: "x", "1": "one", "it's": '"both"' },
    ["one", "two"],
    Array.from({ length: 9 }, (_, index) => `entry number ${index}`),
    [{ email: "alice@example.com", role: "workspace_user" }],
    [
      { email: "a", role: "b" },
      { email: "c", role: "d" },
    ],
    true,
  ];

  it("formats like Biome", () => {
    const programs = names.flatMap((name) =>
      values.flatMap((value) => [
        print(name, { name, value }),
        print(name, { email: value }),
        print(name, { name, value }, { protect: true }),
      ]),
    );
    const text = `${programs.join("\n")}\n`;
    expect(formatted(text)).toBe(text);
  });

  it("keeps the key `__proto__` a property", () => {
    const tags = JSON.parse('{"__proto__": "x"}');
    expect(print("a", { tags })).toBe('new anthropic.Workspace("a", { tags: { ["__proto__"]: "x" } });');
  });
});
