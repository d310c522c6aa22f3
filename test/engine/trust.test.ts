import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const program = 'new anthropic.Workspace("research", { name: "Research" });';
const preview = ["preview", "--suppress-progress"];

test("stack configuration can neither send another secret nor send the key to a port of this machine", async () => {
  const emulator = await emulated();
  const named = await newStack({
    emulator,
    program,
    config: { "anthropic:adminKeyVariable": "AWS_SECRET_ACCESS_KEY" },
    env: { ANTHROPIC_ADMIN_KEY: undefined, AWS_SECRET_ACCESS_KEY: emulator.adminKey },
  });
  const local = await newStack({
    emulator,
    program,
    config: { "anthropic:baseUrl": emulator.url },
    env: { ANTHROPIC_ADMIN_BASE_URL: undefined },
  });
  for (const [stack, said] of [
    [
      named,
      "The Provider names the environment variable AWS_SECRET_ACCESS_KEY for its key, which is not allowed:",
    ],
    [local, "The base URL in `anthropic:baseUrl` is refused: 127.0.0.1 is not Anthropic's"],
  ] as const) {
    for (const command of [preview, ["up", "--yes", "--skip-preview"]]) {
      const { output } = await stack.run(command, { fails: true });
      expect(diagnostics(output)).toContain(said);
      expect(output).not.toContain(emulator.adminKey);
    }
  }
  expect(emulator.requests).toEqual([]);
});

test("stack configuration can only name an audit log in its project", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator, program, config: { "anthropic:auditLog": "../audit.jsonl" } });
  const { output } = await stack.preview([], { fails: true });
  expect(diagnostics(output)).toContain(
    'The settings of stack test/dev are invalid: `anthropic:auditLog` names "../audit.jsonl", which is not in the project\'s folder',
  );
  // A secret is judged where it is used.
  await stack.run(["config", "set", "--secret", "anthropic:auditLog", "../audit.jsonl"]);
  expect(diagnostics((await stack.preview([], { fails: true })).output)).toContain(
    "which is not in the project's folder",
  );
  expect(diagnostics((await stack.up([], { fails: true })).output)).toContain(
    "which is not in the project's folder",
  );
  expect(emulator.requests).toEqual([]);
  await expect(stat(path.join(stack.directory, "..", "audit.jsonl"))).rejects.toThrow("ENOENT");

  await stack.run(["config", "set", "anthropic:auditLog", "audit.jsonl"]);
  await stack.up();
  const text = await readFile(path.join(stack.directory, "audit.jsonl"), "utf8");
  expect(text.trim().split("\n")).toHaveLength(2);
});

test("a name cannot run a command in the CI job whose log Pulumi writes to", async () => {
  const emulator = await emulated();
  const name = "A ##[add-mask]x\u202e\u009b31m";
  emulator.organization().console.createWorkspace({ name });
  const stack = await newStack({
    emulator,
    program: `new anthropic.Workspace("research", { name: ${JSON.stringify(name)} });`,
  });
  const { output } = await stack.up([], { fails: true });
  expect(diagnostics(output)).toContain('cannot create workspace "A # #[add-mask]x\\u202e\\u009b31m"');
  expect(output).not.toMatch(/##\[|\u202e|\u009b/);
  expect(writesOf(emulator)).toEqual([]);
});
