import { expect, it } from "vitest";
import { runCommand } from "./command.ts";

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
    "emulator",
    "help",
  ]);
  expect((await runCommand(["emulator", "--help"])).out).toContain("--requests-per-minute <number>");
});
