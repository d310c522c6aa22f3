import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { capabilities, formats } from "../../../cli/report/query.ts";
import { shellLines } from "../../pages/follow.ts";
import { runCommand } from "../command.ts";
import { busyWorkdir } from "./reports.ts";

const file = path.join(import.meta.dirname, "..", "..", "..", "docs", "usage-and-cost.md");
const page = await readFile(file, "utf8");
const commands = shellLines(
  "docs/usage-and-cost.md",
  "The `report` command",
  "A page with charts",
  "Keep the history in a file",
).map((line) => line.replace(/^npx pulumi-anthropic /, "").replace(/ > .*/, ""));

test.each(commands)("the command `%s` of docs/usage-and-cost.md prints a report", async (command) => {
  const { io } = await busyWorkdir();
  const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
  const { code, out, err } = await runCommand(args, io);
  expect({ code, source: /^Source: /m.test(err) }).toEqual({ code: 0, source: true });
  const [, file] = /--out (\S+)/.exec(command) ?? [];
  const report = file === undefined ? out : await readFile(path.join(io.cwd, file), "utf8");
  expect(report.split("\n").length).toBeGreaterThan(2);
  expect(report).not.toContain("There is no usage");
});

test("docs/usage-and-cost.md has a command for each report and format", () => {
  const text = commands.join("\n");
  for (const report of Object.keys(capabilities)) expect(text).toContain(`report ${report}`);
  for (const format of formats.filter((each) => each !== "table"))
    expect(text).toContain(`--format ${format}`);
});

test("the table in docs/usage-and-cost.md has the dimensions and filters of each report", () => {
  for (const [name, capability] of [
    ["usage", capabilities.usage.analytics],
    ["cost --source legacy", capabilities.cost.legacy],
    ["claude-code", capabilities["claude-code"]["claude-code"]],
  ] as const) {
    const [, listed = "", filtered = ""] =
      new RegExp(`^\\| \`${name}\` \\| (.*) \\| (.*) \\|$`, "m").exec(page) ?? [];
    const words = (cell: string) => (cell.match(/[\w-]+/g) ?? []).toSorted();
    expect(words(listed)).toEqual([...(capability?.by ?? [])].toSorted());
    expect(words(filtered)).toEqual(capability?.filters.map((each) => `--${each}`).toSorted());
  }
});
