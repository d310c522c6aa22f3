import { symlink } from "node:fs/promises";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { blocksIn } from "../pages/blocks.ts";
import { codeBlocks, shellBlocks } from "../pages/follow.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const [mistake = ""] = blocksIn("docs/teams.md").flatMap(({ language, text }) =>
  language === "" ? [text] : [],
);

test("the programs and commands of docs/teams.md deploy Teams, and move resources into one without a write", async () => {
  const [start = "", vision = "", experiments = "", before = "", after = "", renamed = "", adopted = ""] =
    codeBlocks("docs/teams.md")
      .rest()
      .map((text) => text.replace(/^import .*\n/m, ""));
  const [up = "", move = "", copy = ""] = shellBlocks("docs/teams.md").rest();
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  for (const name of ["alice", "bob"]) console.addUser({ email: `${name}@example.com` });
  const { id } = console.createWorkspace({ name: "Customer Support" });
  const stack = await newStack({ emulator });
  // Node.js runs the TypeScript of the page as it is.
  const run = async (teams: string[], commands: string) => {
    await stack.program(teams.join("").replace(": anthropic.TeamMemberArgs[]", ""));
    let output = "";
    for (const command of commands.trim().split("\n")) {
      const [, ...args] = command.split(" ");
      output += (await stack.run([...args, "--suppress-progress"])).output;
    }
    return output;
  };

  const wrong = start.replace("workspace_developer", "developer");
  await stack.program(wrong);
  expect((await stack.preview([], { fails: true })).output).toContain(mistake.trim());

  const others = [start, vision, experiments];
  await run([...others, before], up);
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["carol@example.com"]);
  writesOf(emulator);
  const ids = async () =>
    ((await stack.export()).resources ?? [])
      .flatMap((resource) => (resource.type.includes("dynamic") ? [resource.id] : []))
      .toSorted();
  const known = await ids();

  const moved = await run([...others, after], move);
  expect(moved).toContain("+ 1 to create");
  expect(moved).toMatch(/\+ anthropic:index:Team: \(create\)/);
  expect(moved).toContain("+ 1 created");
  expect(moved).not.toMatch(/deleted|updated|to delete|to update/);
  expect(writesOf(emulator)).toEqual([]);
  expect(await ids()).toEqual(known);

  await run([...others, renamed], up);
  expect(writesOf(emulator)).toEqual([]);
  expect(await ids()).toEqual(known);
  expect((await stack.resource("customers")).id).toBeDefined();

  const organization = state();
  await run([...others, renamed, adopted.replace(/wrkspc_\w+/, id)], up);
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(organization);

  expect(copy).toContain("npm install\nnpm test\n");
  const bash = (script: string) =>
    runSubprocess("bash", ["-ec", script], { cwd: stack.directory, env: { ...inject("engine").env } });
  await symlink(inject("engine").package, path.join(stack.directory, "package"));
  const ran = await bash(copy.replace("npm install\n", ""));
  expect(ran.stdout, ran.stderr).toContain("teams.yaml is valid: 2 teams, 3 users.");
});
