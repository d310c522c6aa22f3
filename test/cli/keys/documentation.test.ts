import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../command.ts";
import { workdirOf } from "../workdir.ts";

const file = path.join(import.meta.dirname, "..", "..", "..", "docs", "keys.md");
const page = await readFile(file, "utf8");
const commands = [...page.matchAll(/^npx pulumi-anthropic (keys list[^\n#]*)/gm)].map(([, line = ""]) =>
  line.trim(),
);

describe("docs/keys.md", () => {
  it.each(commands)("lists keys with `%s`", async (command) => {
    const { io, emulator } = await workdirOf({ seed: "sample" });
    const { console: admin } = emulator.organization();
    admin.createApiKey({ name: "idle", workspaceId: "Production" });
    admin.removeUser("tomas.novak@example.com");
    admin.addUser({ email: "tomas.novak@example.com" });
    admin.createApiKey({ name: "again", createdBy: "tomas.novak@example.com" });
    const { code, out, err } = await runCommand(command.split(" "), io);
    expect({ code, err }).toEqual({
      code: command.includes("--max-age") ? 7 : 0,
      err: "Reading the API keys ...\nReading the last use and the cost of the keys ...\n",
    });
    expect(out.match(/apikey_/g)?.length).toBeGreaterThan(0);
  });

  it("has a command for each option of `keys list`", () => {
    const options = ["workspace", "creator", "creator-left", "status", "unused-for", "max-age", "look-back"];
    for (const option of options) expect(commands.join("\n")).toContain(`--${option}`);
    for (const format of ["csv", "jsonl", "markdown"])
      expect(commands.join("\n")).toContain(`--format ${format}`);
  });
});
