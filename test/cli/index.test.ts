import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { runCommand } from "./command.ts";
import { busyWorkdir } from "./report/reports.ts";

it("prints its version, and a help text with each command", async () => {
  expect((await runCommand(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  const { code, out } = await runCommand(["--help"]);
  expect(code).toBe(0);
  const commands = out.slice(out.indexOf("Commands:")).match(/^ {2}\w+/gm) ?? [];
  expect(commands.map((name) => name.trim())).toEqual([
    "whoami",
    "import",
    "detach",
    "drift",
    "plan",
    "recover",
    "snapshot",
    "report",
    "keys",
    "user",
    "emulator",
    "help",
  ]);
  expect((await runCommand(["emulator", "--help"])).out).toContain("--requests-per-minute <number>");
});

it("completes when the reader of its output ends first", async () => {
  const { io } = await busyWorkdir();
  const year = ["--since", "2025-11-20", "--until", "2026-11-20", "--by", "workspace,day"];
  const program = new URL("../../cli/index.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, "report", "cost", ...year], {
    env: { PATH: process.env["PATH"], ...io.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Closed before the first line is written.
  child.stdout.destroy();
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect(code).toBe(0);
  expect(err).toMatch(/Source: the legacy cost report\.\n$/);
});
