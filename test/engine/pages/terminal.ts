import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject } from "vitest";
import type { Emulator } from "../../../emulator/index.ts";
import { newMachine } from "../../examples/ci/machine.ts";

/** The terminal of a reader, who pastes the blocks of a page. */
export interface Terminal {
  /** The folder in which the commands run. */
  readonly folder: string;
  /** Runs a block, which must end with this exit code. Returns its output. */
  run(block: string, exitCode?: number): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Another terminal on the same machine, in this folder. */
  in(folder: string): Terminal;
  /** Another terminal in the same folder, with these variables besides its own. */
  with(variables: Variables): Terminal;
}

/** What the reader has set, with the emulator instead of the API. `undefined` removes a variable. */
type Variables = Readonly<Record<string, string | undefined>>;

const asking: Variables = { PULUMI_SKIP_CONFIRMATIONS: undefined, PULUMI_OPTION_SKIP_PREVIEW: undefined };

/**
 * A terminal in an empty folder, with a backend in a folder and the key of an emulator. `npm install` installs this package and the
 * SDK, and the reader confirms every question.
 */
export async function newTerminal(emulator: Emulator, variables: Variables = {}): Promise<Terminal> {
  const engine = inject("engine");
  const nothing = await mkdtemp(path.join(engine.home, "nothing-"));
  const noForge = path.join(engine.home, "no-forge");
  // Where `npm install` copies installed packages from, because the tests have no network.
  const installed = await newMachine(nothing, noForge);
  const machine = await newMachine(nothing, noForge);
  const bin = path.join(machine.temp, "bin");
  await mkdir(bin);
  // Half a second faster than npx.
  await writeFile(
    path.join(bin, "npx"),
    '#!/bin/sh\n[ "$1" = --no ] && shift\nexec "node_modules/.bin/$@"\n',
  );
  await chmod(path.join(bin, "npx"), 0o755);

  const terminalIn = (folder: string, set: Variables): Terminal => ({
    folder,
    async run(block, exitCode = 0) {
      const script = block
        // The rest of the line is a comment.
        .replaceAll(
          /^export ANTHROPIC_ADMIN_KEY=sk-ant-admin01-\.\.\./gm,
          `export ANTHROPIC_ADMIN_KEY=${emulator.adminKey}`,
        );
      const ran = await machine.bash(
        `cd '${folder}'\n${script}`,
        {
          INSTALLED: path.join(installed.folder, "node_modules"),
          ANTHROPIC_ADMIN_KEY: emulator.adminKey,
          ANTHROPIC_ADMIN_BASE_URL: emulator.url,
          PULUMI_BACKEND_URL: `file://${machine.temp}`,
          PULUMI_HOME: path.join(machine.temp, ".pulumi"),
          PULUMI_SKIP_CONFIRMATIONS: "true",
          // A preview takes as long as the update.
          PULUMI_OPTION_SKIP_PREVIEW: "true",
          GIT_AUTHOR_NAME: "a",
          GIT_AUTHOR_EMAIL: "a@example.com",
          GIT_COMMITTER_NAME: "a",
          GIT_COMMITTER_EMAIL: "a@example.com",
          ...set,
          // These settings are options, which Pulumi rejects beside `--preview-only`.
          ...(block.includes("--preview-only") ? asking : {}),
        },
        [bin, path.join(folder, "node_modules", ".bin")],
      );
      expect(ran.exitCode, `${script}\n${ran.output}`).toBe(exitCode);
      return ran.output;
    },
    write: (file, text) => writeFile(path.join(folder, file), text),
    in: (other) => terminalIn(other, set),
    with: (more) => terminalIn(folder, { ...set, ...more }),
  });

  const folder = path.join(machine.temp, "desk");
  await mkdir(folder);
  return terminalIn(folder, variables);
}

/** A project with a program in TypeScript that Node.js runs, as docs/first-steps.md creates it, in a folder of its own. */
export async function newProject(terminal: Terminal, name: string, program: string): Promise<Terminal> {
  const project = terminal.in(path.join(path.dirname(terminal.folder), name));
  await mkdir(project.folder);
  const runtime = { name: "nodejs", options: { typescript: false } };
  await project.write("Pulumi.yaml", JSON.stringify({ name, main: "index.ts", runtime }));
  await project.write("package.json", JSON.stringify({ name, private: true, type: "module" }));
  await project.write("index.ts", program);
  await project.run("npm install");
  return project;
}
