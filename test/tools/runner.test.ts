import { expect, test } from "vitest";
import { newRunner } from "../../tools/runner.ts";

const options = { cwd: import.meta.dirname, env: {} };

test("lines are handed over as they come, and the output is without colours", async () => {
  const lines: string[] = [];
  const program = 'process.stdout.write("\\u001b[31mone\\u001b[0m\\ntwo"); process.exitCode = 7;';
  const ended = await newRunner().run(process.execPath, ["-e", program], options, (line) => lines.push(line));
  expect(lines).toEqual(["\u001b[31mone\u001b[0m", "two"]);
  expect(ended).toEqual({ exitCode: 7, output: "one\ntwo" });
});

test("what a command has started ends with it", async () => {
  const runner = newRunner();
  // Whoever holds the pipe keeps it open: the command counts as ended when its child is gone, too.
  const program =
    'require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "inherit" }); console.log("started"); setInterval(() => {}, 1e6);';
  const ended = await runner.run(process.execPath, ["-e", program], options, () => runner.endAll());
  expect(ended).toEqual({ exitCode: -1, output: "started" });
});

test("a command that does not exist is an error", async () => {
  await expect(newRunner().run("/no/such/command", [], options, () => undefined)).rejects.toThrow("ENOENT");
});
