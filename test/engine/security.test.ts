import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const program = 'new anthropic.Workspace("research", { name: "Research" });';
const preview = ["preview", "--suppress-progress"];

test("stack configuration cannot make the provider send another secret, or send the key to a port of this machine", async () => {
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
  for (const [stack, expected] of [
    [named, "`adminKeyVariable` cannot be AWS_SECRET_ACCESS_KEY:"],
    [local, "cannot use the base URL in `anthropic:baseUrl`: 127.0.0.1 is not an Anthropic host"],
  ] as const) {
    for (const command of [preview, ["up", "--yes", "--skip-preview"]]) {
      const { output } = await stack.run(command, { fails: true });
      expect(diagnostics(output)).toContain(expected);
      expect(output).not.toContain(emulator.adminKey);
    }
  }
  expect(emulator.requests).toEqual([]);
});

test("stack configuration can name only an audit log in the project folder", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator, program, config: { "anthropic:auditLog": "../audit.jsonl" } });
  const { output } = await stack.preview([], { fails: true });
  expect(diagnostics(output)).toContain(
    'The settings of stack test/dev are invalid: `anthropic:auditLog` names "../audit.jsonl", which is not in the project\'s folder',
  );
  // A secret value is checked in the provider process.
  await stack.run(["config", "set", "--secret", "anthropic:auditLog", "../audit.jsonl"]);
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

test("a name in Pulumi's output cannot run a workflow command in a CI job", async () => {
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

test("the key is neither in the state, nor in the output, nor in the log of the engine", async () => {
  const emulator = await emulated();
  const program = 'new anthropic.Workspace("research", { name: "Research" });';
  const stack = await newStack({ emulator, program });
  // The engine writes secrets of the stack configuration into this log, so this run uses a key from the environment.
  const outputs = [(await stack.up(["--logtostderr", "--logflow", "-v=9"])).output];
  await stack.run(["config", "set", "--secret", "anthropic:adminKey", emulator.adminKey]);
  const env = { ANTHROPIC_ADMIN_KEY: undefined };
  emulator.faults.add({ kind: "status", status: 400, message: `bad ${emulator.adminKey}`, method: "POST" });
  await stack.program(program.replace('"Research"', '"Labs"'));
  const refused = (await stack.up([], { env, fails: true })).output;
  expect(refused).toContain("bad [secret]");
  // Refresh uses the encrypted key from the state.
  outputs.push((await stack.refresh([], { env })).output);
  expect([...outputs, refused].map((output) => output.includes(emulator.adminKey))).toEqual([
    false,
    false,
    false,
  ]);
  const state = path.join(stack.directory, "state");
  const entries = await readdir(state, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  expect(texts.some((text) => text.includes("wrkspc_"))).toBe(true);
  expect(texts.some((text) => text.includes(emulator.adminKey))).toBe(false);
});
