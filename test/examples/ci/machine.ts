import { chmod, cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, inject } from "vitest";
import type { Emulator } from "../../../emulator/index.ts";
import { runSubprocess } from "../../../tools/pulumi/subprocess.ts";
import { tokenEnv } from "../../provider/harness/organization.ts";

const root = path.join(import.meta.dirname, "..", "..", "..");

/** The result of a script. */
export interface Ran {
  readonly exitCode: number | undefined;
  /** Without colors. */
  readonly output: string;
}

/** A simulated machine for one job, with its own copy of the repository. */
export interface Machine {
  /** The copy of the repository. */
  readonly folder: string;
  readonly temp: string;
  /** The command lines of the stubs. */
  calls(): Promise<string[]>;
  bash(script: string, env: Record<string, string | undefined>, folders?: readonly string[]): Promise<Ran>;
}

/** A copy of the program in `examples/ci`. */
export async function newRepository(): Promise<string> {
  const folder = await mkdtemp(path.join(inject("engine").home, "repository-"));
  await cp(path.join(root, "examples", "ci"), folder, { recursive: true });
  return folder;
}

/**
 * Stubs for commands that need the network. `npm ci` does nothing, because `node_modules` exists. `npm install` copies the
 * folder in INSTALLED. `curl` prints an archive whose `pulumi` is not used, and sends other requests. `gh` keeps one comment and one
 * issue in the folder `forge`, which also has the last run and its artifact.
 */
const stubs: Readonly<Record<string, string>> = {
  npm: '[ "$1" = ci ] && exit 0\n[ "$1" = install ] && exec cp -RP "$INSTALLED" .\nexec "$(type -ap npm | sed -n 2p)" "$@"',
  curl: '[[ "$*" = *get.pulumi.com* ]] || exec "$(type -ap curl | sed -n 2p)" "$@"\nmkdir -p "$HOME/archive/pulumi"\nexec tar -cz -C "$HOME/archive" pulumi',
  gh: `
    body() { for arg; do case "$arg" in body=@*) cp "\${arg#body=@}" "$FORGE/body" ;; esac; done; }
    file() { while [ "$1" != --body-file ]; do shift; done; cp "$2" "$FORGE/body"; }
    [ -n "$GH_TOKEN" ] || exit 4
    case "$1 $2 $3" in
      "api --paginate "*) cat "$FORGE/comment" 2> /dev/null || true ;;
      "api --method POST") body "$@"; echo 77 > "$FORGE/comment" ;;
      "api --method PATCH") body "$@" ;;
      "issue list "*) cat "$FORGE/issue" 2> /dev/null || true ;;
      "issue create "*) file "$@"; echo 5 > "$FORGE/issue" ;;
      "issue edit "*) file "$@" ;;
      "issue close "*) rm "$FORGE/issue" ;;
      "label create "*) ;;
      "run list "*) cat "$FORGE/run" 2> /dev/null || true ;;
      "run download "*) [ "$4 $5 $6" = "--name cost-history --dir" ] && cp -R "$FORGE/artifact/." "$7" ;;
      *) exit 2 ;;
    esac`,
};

/** Creates a machine with a copy of the repository. The stub of `gh` keeps its data in `forge` between jobs. */
export async function newMachine(repository: string, forge: string): Promise<Machine> {
  const engine = inject("engine");
  const home = await mkdtemp(path.join(engine.home, "machine-"));
  const [folder, temp, bin] = ["repository", "temp", "bin"].map((name) => path.join(home, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([temp, bin, forge].map((each) => mkdir(each, { recursive: true })));
  await cp(repository, folder, { recursive: true });
  await install(folder, engine.modules);
  const log = path.join(home, "calls");
  for (const [name, body] of Object.entries(stubs)) {
    await write(path.join(bin, name), `echo "${name} $*" >> '${log}'\n${body}\n`);
  }
  return {
    folder,
    temp,
    calls: async () => (await readFile(log, "utf8").catch(() => "")).split("\n").slice(0, -1),
    bash: async (script, env, folders = []) => {
      const { exitCode, stdout, stderr } = await runSubprocess(
        "bash",
        ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        {
          cwd: folder,
          env: {
            ...engine.env,
            PATH: [...folders, bin, engine.env["PATH"]].join(path.delimiter),
            HOME: home,
            FORGE: forge,
            npm_config_update_notifier: "false",
            ...env,
          },
        },
      );
      return { exitCode, output: stripVTControlCharacters(stdout + stderr) };
    },
  };
}

/** Links the packages that `npm ci` would install. */
async function install(folder: string, modules: string): Promise<void> {
  const installed = path.join(folder, "node_modules");
  const ours = path.join(root, "node_modules");
  await mkdir(path.join(installed, ".bin"), { recursive: true });
  for (const name of ["@pulumi", "pulumi-anthropic"]) {
    await symlink(path.join(modules, name), path.join(installed, name));
  }
  for (const name of ["@anthropic-ai", "@types", "typescript"]) {
    await symlink(path.join(ours, name), path.join(installed, name));
  }
  const cli = path.join(modules, "pulumi-anthropic", "dist", "cli", "index.js");
  await write(path.join(installed, ".bin", "pulumi-anthropic"), `exec node '${cli}' "$@"\n`);
  await symlink(path.join(ours, "typescript", "bin", "tsc"), path.join(installed, ".bin", "tsc"));
}

async function write(file: string, script: string): Promise<void> {
  await writeFile(file, `#!/bin/bash\n${script}`);
  await chmod(file, 0o755);
}

/** Creates a state backend for a stack and returns its URL. For the recipes it is a bucket. */
export async function newBackend(stack: string, repository: string): Promise<string> {
  const machine = await newMachine(repository, noForge());
  const url = `file://${machine.temp}`;
  const made = await machine.bash(`pulumi stack init ${stack}`, { PULUMI_BACKEND_URL: url });
  expect(made.exitCode, made.output).toBe(0);
  // A team commits this file with its program.
  await cp(path.join(machine.folder, `Pulumi.${stack}.yaml`), path.join(repository, `Pulumi.${stack}.yaml`));
  return url;
}

/** Accepts all unmanaged objects, as a user does once in a clone. */
export async function acceptAll(emulator: Emulator, repository: string, backend: string): Promise<void> {
  const machine = await newMachine(repository, noForge());
  const script = "node_modules/.bin/pulumi-anthropic drift --stack prod --accept";
  const { exitCode, output } = await machine.bash(script, {
    // With an Admin API key, federation and service accounts would be left out, which CI reports.
    ...tokenEnv(emulator),
    ANTHROPIC_ADMIN_BASE_URL: emulator.url,
    PULUMI_BACKEND_URL: backend,
  });
  expect(exitCode, output).toBe(0);
  await cp(path.join(machine.folder, "drift.ignore.json"), path.join(repository, "drift.ignore.json"));
}

const noForge = () => path.join(inject("engine").home, "no-forge");
