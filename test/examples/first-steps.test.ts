import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { emulated, writesOf } from "../engine/emulated.ts";
import { newMachine } from "./ci/machine.ts";

const page = path.join(import.meta.dirname, "..", "..", "docs", "first-steps.md");

test("the commands of docs/first-steps.md import an organization, change it and report drift", async () => {
  const emulator = await emulated({ seed: "sample" });
  const { id, console, state } = emulator.organization();
  const before = state();
  const home = inject("engine").home;
  const nothing = await mkdtemp(path.join(home, "nothing-"));
  // `npm install` copies installed packages, because the test has no network.
  const installed = await newMachine(nothing, path.join(home, "no-forge"));
  const machine = await newMachine(nothing, path.join(home, "no-forge"));
  const desk = path.join(machine.temp, "desk");
  await mkdir(desk);
  const text = await readFile(page, "utf8");
  const blocks = [...text.matchAll(/^```(sh|ts)\n([\s\S]*?)^```$/gm)].map(([, language, block = ""]) =>
    // The page says which file the code belongs to.
    language === "ts" ? `cat > yara.ts <<'END'\n${block}END\n` : block,
  );
  const [change = 0] = blocks.flatMap((block, at) => (block.includes("yara.ts") ? [at] : []));
  const folder = path.join(desk, "organization");
  const follow = async (some: readonly string[], where = folder) => {
    const steps = some
      .join("\n")
      .replace(/^export ANTHROPIC_ADMIN_KEY=.*$/m, `export ANTHROPIC_ADMIN_KEY=${emulator.adminKey}`)
      // Pulumi ignores HOME here and would use the states of the user who runs the test.
      .replace("pulumi login --local", `pulumi login 'file://${machine.temp}'`)
      .replace("12345678-1234-5678-1234-567812345678", id);
    const { exitCode, output } = await machine.bash(`cd '${where}'\n${steps}`, {
      INSTALLED: path.join(installed.folder, "node_modules"),
      ANTHROPIC_ADMIN_BASE_URL: emulator.url,
      // As on a machine without a Pulumi configuration.
      PULUMI_BACKEND_URL: undefined,
      PULUMI_HOME: path.join(machine.temp, ".pulumi"),
      PULUMI_CONFIG_PASSPHRASE: where === folder ? "" : undefined,
      ANTHROPIC_ADMIN_KEY: where === folder ? emulator.adminKey : undefined,
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@example.com",
    });
    return { exitCode, output };
  };

  const taken = await follow(blocks.slice(0, change), desk);
  expect(taken.exitCode, taken.output).toBe(0);
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(before);

  const changed = await follow(blocks.slice(change, -1));
  expect(changed.exitCode, changed.output).toBe(0);
  // The page shows the actual output of the plan.
  const headline = /^```\n(invites .*)\n```$/m.exec(text)?.[1] ?? "not shown";
  expect(changed.output).toContain(headline);
  expect(changed.output).toContain("No drift.");
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["yara@example.com"]);

  const log = await follow(["git status --porcelain", "git log --oneline", "git ls-files"]);
  expect(log.output).toMatch(
    /^\w+ Accept what the program does not declare\n\w+ Add Yara\n\w+ Import the organization\n/,
  );
  expect(log.output).not.toContain("import.json");

  console.setUserRole("kenji.mori@example.com", "user");
  const [look = "", repair = ""] = blocks.slice(-2);
  const drift = await follow([look]);
  expect(drift.exitCode).toBe(7);
  expect(drift.output).toMatch(/kenji\.mori@example\.com[\s\S]*declared developer, actual user/);
  const repaired = await follow([repair, look]);
  expect(repaired.exitCode, repaired.output).toBe(0);
  expect(repaired.output).toMatch(/kenji\.mori@example\.com, from user to developer[\s\S]*No drift\./);
});
