import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { emulated, requestsOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("ten workspaces with three members each are read with at most twelve requests, and left alone with none", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console } = emulator.organization();
  for (const name of ["alice", "bob", "carol"]) console.addUser({ email: `${name}@example.com` });
  const stack = await newStack({
    emulator,
    config: { "anthropic:requestsPerMinute": "10000" },
    program: `
      for (let index = 0; index < 10; index += 1) {
        const workspace = new anthropic.Workspace("w" + index, { name: "Team " + index, tags: { team: "ml" } });
        for (const person of ["alice", "bob", "carol"]) {
          new anthropic.WorkspaceMember("w" + index + "-" + person,
            { workspace, email: person + "@example.com", role: "workspace_user" });
        }
      }`,
  });
  await stack.up();
  // A list of workspaces and one of people; one of members and the creation a workspace, and one request a membership.
  expect(requestsOf(emulator).length).toBeLessThanOrEqual(2 + 10 + 10 + 30);
  await stack.up(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);
  await stack.refresh(["--expect-no-changes"]);
  expect(requestsOf(emulator).length).toBeLessThanOrEqual(12);
  const { resources = [] } = await stack.export();
  const sizes = resources
    .filter(({ type }) => type.endsWith("anthropic:Workspace"))
    .map((resource) => JSON.stringify(resource).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1400);
});

test("no key stands in the state, in what is printed, or in the log of the engine", async () => {
  const emulator = await emulated();
  const program = 'new anthropic.Workspace("research", { name: "Research" });';
  const stack = await newStack({ emulator, program });
  // The engine writes the secrets of a stack's configuration into such a log, so only one from the environment is safe.
  const outputs = [(await stack.up(["--logtostderr", "--logflow", "-v=9"])).output];
  await stack.run(["config", "set", "--secret", "anthropic:adminKey", emulator.adminKey]);
  const env = { ANTHROPIC_ADMIN_KEY: undefined };
  emulator.faults.add({ kind: "status", status: 400, message: `bad ${emulator.adminKey}`, method: "POST" });
  await stack.program(program.replace('"Research"', '"Labs"'));
  const refused = (await stack.up([], { env, fails: true })).output;
  expect(refused).toContain("bad [secret]");
  // What the `up` has stored, encrypted, is what a refresh uses.
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
