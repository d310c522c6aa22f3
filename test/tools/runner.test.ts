import { expect, test } from "vitest";
import { newRunner } from "../../tools/runner.ts";

const options = { cwd: import.meta.dirname, env: {} };

test("run passes on each line as it is written, and returns the output without colors", async () => {
  const lines: string[] = [];
  const program = 'process.stdout.write("\\u001b[31mone\\u001b[0m\\ntwo"); process.exitCode = 7;';
  const ended = await newRunner().run(process.execPath, ["-e", program], options, (line) => lines.push(line));
  expect(lines).toEqual(["\u001b[31mone\u001b[0m", "two"]);
  expect(ended).toEqual({ exitCode: 7, output: "one\ntwo" });
});

test("endAll kills a command with its child processes", async () => {
  const runner = newRunner();
  // The child inherits the pipe, so the command counts as ended only when the child has ended as well.
  const program =
    'require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "inherit" }); console.log("started"); setInterval(() => {}, 1e6);';
  const ended = await runner.run(process.execPath, ["-e", program], options, () => runner.endAll());
  expect(ended).toEqual({ exitCode: -1, output: "started" });
});

test("run fails if the command does not exist", async () => {
  await expect(newRunner().run("/no/such/command", [], options, () => undefined)).rejects.toThrow("ENOENT");
});
