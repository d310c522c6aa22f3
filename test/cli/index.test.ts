import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { commandEnv, runCommand } from "./command.ts";
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
  expect(await runCommand([])).toEqual({ code: 0, out, err: "" });
});

const program = new URL("../../cli/index.ts", import.meta.url).pathname;
const year = ["--since", "2025-11-20", "--until", "2026-11-20", "--by", "workspace,day"];

it("completes when the reader of its output ends first", async () => {
  const { io } = await busyWorkdir();
  const child = spawn(process.execPath, [program, "report", "cost", ...year], {
    env: commandEnv(io.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Closed before the first line is written.
  child.stdout.destroy();
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect(code).toBe(0);
  expect(err).toMatch(/Source: the legacy cost report\.\n$/);
});

it("completes when the reader of its progress ends first, as in `2>&1 | head`", async () => {
  const { io, file } = await busyWorkdir();
  const child = spawn(process.execPath, [program, "report", "cost", ...year, "--out", "cost.csv"], {
    cwd: io.cwd,
    env: commandEnv(io.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await once(child, "close")).toEqual([0, null]);
  expect(await file("cost.csv")).toMatch(/^startingAt,/);
  // No lock remains, unlike after an interrupted process.
  expect(await readdir(path.join(io.cwd, "cost.csv.sync"))).toEqual(["state.json"]);
});

it.skipIf(process.platform !== "linux")("fails when its output cannot be written", async () => {
  const { io } = await busyWorkdir();
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [program, "report", "cost", ...year], {
    env: commandEnv(io.env),
    stdio: ["ignore", full, "pipe"],
  });
  closeSync(full);
  const [err, [code]] = await Promise.all([
    child.stderr === null ? "" : text(child.stderr),
    once(child, "close"),
  ]);
  expect(code).toBe(1);
  expect(err).toMatch(
    /\nerror: cannot write to standard output: ENOSPC: no space left on device, write\.\n$/,
  );
});
