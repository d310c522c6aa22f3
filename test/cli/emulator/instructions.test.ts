import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { instructions } from "../../../cli/emulator/instructions.ts";

const emulator = {
  url: "http://127.0.0.1:8787",
  adminKey: "sk-ant-admin01-test",
  organization: () => ({ id: "0ed2c0e1-d3b9-4419-9dd9-5c52b99ebbbd", name: "Example\u001b[31m" }),
};
const inMemory = { file: undefined, continued: false };

describe("instructions", () => {
  it("begin with the address, and contain the lines to paste in another terminal", () => {
    expect(instructions(emulator, inMemory, "linux").split("\n")).toEqual([
      "Admin API emulator listening on http://127.0.0.1:8787",
      "Organization: Example\\u001b[31m (0ed2c0e1-d3b9-4419-9dd9-5c52b99ebbbd)",
      "",
      "In another terminal:",
      "",
      "  export ANTHROPIC_ADMIN_KEY=sk-ant-admin01-test",
      "  export ANTHROPIC_ADMIN_BASE_URL=http://127.0.0.1:8787",
      "",
      "Press Ctrl-C to stop. The organization is then lost. --state FILE keeps it.",
    ]);
  });

  it("name the file that keeps the organization", () => {
    const said = (continued: boolean) => instructions(emulator, { file: "lab.json", continued }, "linux");
    expect(said(false)).toContain(", stored in lab.json\n");
    expect(said(true)).toContain(", continued from lab.json\n");
    expect(said(true)).toMatch(
      /\nPress Ctrl-C to stop\. The same command continues with this organization\.$/,
    );
  });

  it.each(["plain", "two words", "a'b", "$HOME `id`"])("set the Admin key %j in a shell", (adminKey) => {
    const lines = instructions({ ...emulator, adminKey }, inMemory, "linux");
    const [line = ""] = /export ANTHROPIC_ADMIN_KEY=.*/.exec(lines) ?? [];
    const script = `${line}\nprintf %s "$ANTHROPIC_ADMIN_KEY"`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(adminKey);
  });

  it("set the variables in PowerShell on Windows", () => {
    const lines = instructions({ ...emulator, adminKey: "a'b" }, inMemory, "win32");
    expect(lines).toContain("  $env:ANTHROPIC_ADMIN_KEY = 'a''b'\n");
  });
});
