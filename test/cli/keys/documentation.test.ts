import { describe, expect, it } from "vitest";
import { shellLines } from "../../pages/follow.ts";
import { runCommand } from "../command.ts";
import { stateOf, workdirOf } from "../workdir.ts";

const commands = shellLines("docs/keys.md").map((line) => line.replace(/^npx pulumi-anthropic /, ""));
const lists = commands.filter((command) => command.startsWith("keys list"));
const rotations = commands.filter((command) => command.startsWith("keys rotate"));
const deactivations = commands.filter((command) => command.startsWith("keys deactivate"));
const users = commands.filter((command) => command.startsWith("user"));

/** The arguments of a command. `--all-stacks` needs Pulumi, so a state file takes its place. */
function argumentsOf(command: string): string[] {
  return command.replace("--all-stacks", "--state state.json").split(" ");
}

async function sample() {
  const workdir = await workdirOf({ seed: "sample" });
  await workdir.write("state.json", stateOf());
  const { emulator } = workdir;
  const id = (name: string) =>
    emulator
      .organization()
      .state()
      .api_keys.find((key) => key.name === name)?.id;
  const status = (name: string) =>
    emulator
      .organization()
      .state()
      .api_keys.find((key) => key.name === name)?.status;
  /** Creates a key of Lucia that is not used for a month, unlike the others. */
  const idle = (name: string) => {
    const { console: admin, settings, state } = emulator.organization();
    const others = state().api_keys.filter((key) => key.status === "active");
    admin.createApiKey({ name, workspaceId: "Production", createdBy: "lucia.romero@example.com" });
    settings.generated_usage = undefined;
    emulator.clock.advance({ days: 31 });
    for (const key of others) admin.useApiKey(key.id);
  };
  const run = (command: string) => runCommand(argumentsOf(command), workdir.io);
  return { ...workdir, admin: emulator.organization().console, id, status, idle, run };
}

describe("docs/keys.md", () => {
  it.each(lists)("lists keys with `%s`", async (command) => {
    const { admin, idle, run } = await sample();
    idle("idle");
    admin.removeUser("tomas.novak@example.com");
    admin.addUser({ email: "tomas.novak@example.com" });
    admin.createApiKey({ name: "again", createdBy: "tomas.novak@example.com" });
    const { code, out, err } = await run(command);
    expect({ code, err }).toEqual({
      code: command.includes("--max-age") ? 7 : 0,
      err: "Reading the API keys ...\nReading the last use and the cost of the keys ...\n",
    });
    expect(out.match(/apikey_/g)?.length).toBeGreaterThan(0);
  });

  it.each(rotations)("rotates a key with `%s`", async (command) => {
    const { emulator, admin, id, status, run } = await sample();
    const created = admin.createApiKey({
      name: "checkout-service-2026-11-28",
      workspaceId: "Production",
    }).id;
    emulator.organization().settings.generated_usage = undefined;
    admin.useApiKey(created);
    const { code, out } = await run(command);
    expect(out).toContain(`New key: "checkout-service-2026-11-28" (${created})`);
    const isDone = command.includes("--yes");
    expect({ code, status: status("checkout-service") }).toEqual({
      code: isDone ? 0 : 7,
      status: isDone ? "inactive" : "active",
    });
    if (!isDone) expect(out).toContain(`keys rotate ${id("checkout-service")} --new ${created}`);
  });

  it.each(deactivations)("selects keys with `%s`", async (command) => {
    const { admin, idle, status, run } = await sample();
    idle("unused");
    admin.removeUser("tomas.novak@example.com");
    const { code, out } = await run(command);
    const isDone = command.includes("--yes");
    expect(code).toBe(isDone ? 0 : 7);
    expect(out.includes("Deactivated ")).toBe(isDone);
    if (command.includes("--unused-for")) expect(out).not.toContain("notebooks");
    if (command.includes("--creator-left")) expect(status("staging-ci")).toBe("inactive");
    expect((await run("keys list --status active")).code).toBe(0);
  });

  it.each(users)("reports on a user with `%s`", async (command) => {
    const { run } = await sample();
    const { code, out } = await run(command);
    expect(code).toBe(0);
    expect(out).toContain("lucia.romero@example.com");
  });

  it("runs every command of docs/keys.md here", () => {
    const run = [lists, rotations, deactivations, users].flat();
    expect(commands.filter((command) => !run.includes(command))).toEqual([]);
  });

  it("docs/keys.md has a command for each option of `keys list`", () => {
    const options = ["workspace", "creator", "creator-left", "status", "unused-for", "max-age", "look-back"];
    for (const option of options) expect(lists.join("\n")).toContain(`--${option}`);
    for (const format of ["csv", "jsonl", "markdown"])
      expect(lists.join("\n")).toContain(`--format ${format}`);
  });
});
