import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { inject, type ProvidedContext } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { keyServerSettings } from "../setup/keyServer.ts";

export interface StackOptions {
  /** The organization that the stack manages. Sets ANTHROPIC_ADMIN_KEY and ANTHROPIC_ADMIN_BASE_URL. */
  emulator: Emulator;
  /** Body of `index.mjs`, after the imports of `pulumi` and `anthropic`. */
  program?: string;
  /** A folder with a complete project, used in place. `program()` must not be called then. */
  folder?: string;
  /** Stack configuration by full key, e.g. `"anthropic:maxArchives": "1"`; secrets with `run(["config", "set", ...])`. */
  config?: Record<string, string>;
  /** Another stack of the same project, whose folder and backend are used. An existing stack is continued. */
  beside?: Stack;
  /** Environment variables of every command of this stack. `undefined` removes a variable. */
  env?: Environment;
  /** Whether the empty passphrase encrypts the secrets, instead of the key server of the tests. */
  passphrase?: boolean;
  /** Name of the stack. Default: `dev`. */
  name?: string;
  /** Name of the project. Default: `test`. */
  project?: string;
}

type Environment = Record<string, string | undefined>;

/** For commands that load the same modules as a user's. */
export const unhurried: Environment = { NODE_OPTIONS: undefined };

export interface CommandOptions {
  /** The command must fail with this exit code, or with any if `true`. By default it must succeed. */
  fails?: true | number;
  env?: Environment;
}

export interface CommandResult {
  exitCode: number;
  /** Standard output and standard error in the order they were written, without colors. */
  output: string;
}

/** A command that is still running. */
export interface RunningCommand {
  /** Settles when the command has ended, with any exit code. */
  done: Promise<CommandResult>;
  /** Kills the command and all processes it has started. */
  kill(): Promise<void>;
  /** Kills the CLI alone. The processes that it started keep running. */
  killCli(): Promise<Orphans>;
  /** Kills the provider processes alone; the CLI keeps running. Returns whether there were any. */
  killProviders(): Promise<boolean>;
}

/** Processes that a killed CLI has left behind. */
export interface Orphans {
  /** How many provider processes still run. */
  providers(): Promise<number>;
  /** Kills all of them. */
  end(): void;
}

/** Where the CLI and the package are, as test/setup/engine.ts provides it. */
export type EngineSetup = Pick<ProvidedContext["engine"], "command" | "env" | "home" | "modules">;

/** A resource in the state. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
  protect?: boolean;
  retainOnDelete?: boolean;
  external?: boolean;
  pendingReplacement?: boolean;
}

/** The state, as in `pulumi stack export`. */
export interface Deployment {
  resources?: StateResource[];
  pending_operations?: unknown[];
}

/** A stack in a folder of its own, driven with the real Pulumi CLI. */
export interface Stack {
  readonly name: string;
  readonly project: string;
  readonly directory: string;
  /** The value of PULUMI_BACKEND_URL. */
  readonly backend: string;
  /** Replaces the program. */
  program(body: string): Promise<void>;
  up(args?: string[], options?: CommandOptions): Promise<CommandResult>;
  preview(args?: string[], options?: CommandOptions): Promise<CommandResult>;
  refresh(args?: string[], options?: CommandOptions): Promise<CommandResult>;
  destroy(args?: string[], options?: CommandOptions): Promise<CommandResult>;
  /** Any other command of this stack, e.g. `["state", "taint", urn, "--yes"]`. */
  run(args: string[], options?: CommandOptions): Promise<CommandResult>;
  /** Starts a command, for tests that interrupt it. */
  start(args: string[], options?: { env?: Environment }): RunningCommand;
  /** Removes the lock that a killed command leaves, as `pulumi cancel` does. */
  unlock(): Promise<void>;
  /** The state as it is on disk, with encrypted secrets. */
  export(): Promise<Deployment>;
  /** The stack outputs. */
  outputs(): Promise<Record<string, unknown>>;
  urn(kind: string, name: string): string;
  /** A resource of this package in the state by its Pulumi name. An error lists the existing ones. */
  resource(name: string): Promise<StateResource>;
}

/** A salt for the empty passphrase, which works for every stack. */
const salt = "v1:zEbhiH19r/w=:v1:c0WcSmAhyWl+KwAT:iZAV2cSaffOlJBf8Dc+kIwD22fOdCA==";

const imports = 'import * as pulumi from "@pulumi/pulumi";\nimport * as anthropic from "pulumi-anthropic";\n';

/** Creates an empty stack. Its folder is removed at the end of the run. */
export async function newStack(
  options: StackOptions,
  engine: EngineSetup = inject("engine"),
): Promise<Stack> {
  const { name = "dev", project = options.beside?.project ?? "test" } = options;
  const own = options.beside?.directory ?? (await mkdtemp(path.join(engine.home, "stack-")));
  const directory = options.folder ?? own;
  const backend = path.join(own, "state");
  const checkpoint = path.join(backend, ".pulumi", "stacks", project, `${name}.json`);
  const write = (file: string, content: unknown) =>
    writeFile(path.join(directory, file), typeof content === "string" ? content : JSON.stringify(content));
  const program = (body: string) => write("index.mjs", imports + body);

  // The files that `pulumi stack init` and `pulumi config set` write. Each command would take half a second.
  const writeStack = async () => {
    const latest = { manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" }, metadata: {} };
    const empty = { version: 3, checkpoint: { stack: `organization/${project}/${name}`, latest } };
    await mkdir(path.dirname(checkpoint), { recursive: true });
    await writeFile(path.join(backend, ".pulumi", "meta.yaml"), "version: 1\n");
    await writeFile(checkpoint, JSON.stringify(empty));
    const encryption = options.passphrase === true ? { encryptionsalt: salt } : keyServerSettings;
    await write(`Pulumi.${name}.yaml`, { ...encryption, config: options.config ?? {} });
  };
  const writeProject = async () => {
    const runtime = { name: "nodejs", options: { typescript: false } };
    await write("Pulumi.yaml", { name: project, main: "index.mjs", runtime });
    await write("package.json", { name: project, private: true, type: "module" });
    await symlink(engine.modules, path.join(directory, "node_modules"));
  };
  if (!existsSync(checkpoint)) await writeStack();
  if (options.folder === undefined && options.beside === undefined) await writeProject();
  if (options.folder === undefined) await program(options.program ?? "");

  const start = (args: string[], more: { env?: Environment } = {}): RunningCommand => {
    const env = {
      ...engine.env,
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      ANTHROPIC_ADMIN_KEY: options.emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: options.emulator.url,
      ...options.env,
      ...more.env,
    };
    const always = ["--non-interactive", "--color", "never"];
    // Commands such as `stack rename` and `state move` have arguments for the stacks.
    const stack = args.includes("--stack") || args.includes("--source") ? [] : ["--stack", name];
    const child = spawn(engine.command, [...args, ...stack, ...always], {
      cwd: directory,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that `kill` also kills the program.
      detached: true,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const done = new Promise<CommandResult>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) =>
        resolve({ exitCode: code ?? -1, output: stripVTControlCharacters(output) }),
      );
    });
    /** Kills the CLI and returns the processes that it has started. `group` also kills the CLI's process group. */
    const killCommand = async (group: boolean): Promise<Started[]> => {
      const { pid } = child;
      let others: Started[] = [];
      // Pulumi does not write its file backend atomically. A kill during such a write would be a failure of Pulumi, not ours.
      for (let tries = 0; tries < 100 && pid !== undefined && child.exitCode === null; tries += 1) {
        const target = group ? -pid : pid;
        signal(target, "SIGSTOP");
        await sleep(10);
        // Pulumi starts plugins in process groups of their own, which survive the kill.
        if (await isWhole(checkpoint)) others = await descendants(pid);
        // Checked again, because on a busy machine a thread may take longer to stop.
        const whole = await isWhole(checkpoint);
        signal(target, whole ? "SIGKILL" : "SIGCONT");
        if (whole) break;
        await sleep(20);
      }
      return others;
    };
    const kill = async () => {
      for (const { pid } of await killCommand(true)) signal(pid, "SIGKILL");
      await done;
    };
    const killCli = async (): Promise<Orphans> => {
      const orphans = await killCommand(false);
      const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      await ended;
      return {
        providers: async () => {
          const running = new Set((await processes()).map(({ pid }) => pid));
          return orphans.filter((orphan) => isProvider(orphan) && running.has(orphan.pid)).length;
        },
        end: () => {
          for (const { pid } of orphans) signal(pid, "SIGKILL");
        },
      };
    };
    const killProviders = async () => {
      const providers = child.pid === undefined ? [] : (await descendants(child.pid)).filter(isProvider);
      for (const { pid } of providers) signal(pid, "SIGKILL");
      return providers.length > 0;
    };
    return { done, kill, killCli, killProviders };
  };

  const run = async (args: string[], { fails, env }: CommandOptions = {}): Promise<CommandResult> => {
    const result = await start(args, env === undefined ? {} : { env }).done;
    const asExpected =
      fails === true ? result.exitCode !== 0 : result.exitCode === (fails === undefined ? 0 : fails);
    if (!asExpected) {
      const wanted = fails === true ? "a failure" : `exit code ${fails ?? 0}`;
      throw new Error(
        `pulumi ${args.join(" ")}: expected ${wanted}, got ${result.exitCode}\n${result.output}`,
      );
    }
    return result;
  };

  const deployment = async (): Promise<Deployment> =>
    JSON.parse(await readFile(checkpoint, "utf8")).checkpoint.latest;
  const resources = async () => (await deployment()).resources ?? [];

  return {
    name,
    project,
    directory,
    backend: pathToFileURL(backend).href,
    program,
    run,
    start,
    up: (args = [], more = {}) => run(["up", ...withoutPreview(args), ...args], more),
    preview: (args = [], more = {}) => run(["preview", "--suppress-progress", ...args], more),
    refresh: (args = [], more = {}) => run(["refresh", ...withoutPreview(args), ...args], more),
    destroy: (args = [], more = {}) => run(["destroy", ...withoutPreview(args), ...args], more),
    unlock: () => rm(path.join(backend, ".pulumi", "locks"), { recursive: true, force: true }),
    export: deployment,
    outputs: async () =>
      (await resources()).find((resource) => resource.type === "pulumi:pulumi:Stack")?.outputs ?? {},
    urn: (kind, resource) =>
      `urn:pulumi:${name}::${project}::pulumi-nodejs:dynamic/anthropic:${kind}::${resource}`,
    resource: async (wanted) => {
      const ours = (await resources()).filter((resource) =>
        resource.type.startsWith("pulumi-nodejs:dynamic/"),
      );
      const found = ours.find((resource) => resource.urn.endsWith(`::${wanted}`));
      if (found === undefined) {
        throw new Error(
          `No ${wanted} in the state, which has ${ours.map((one) => one.urn).join(", ") || "nothing"}`,
        );
      }
      return found;
    },
  };
}

/** Whether a file of Pulumi's file backend and its `.attrs` file are complete. */
async function isWhole(file: string): Promise<boolean> {
  const ends = (text: string) => text.trimEnd().endsWith("}");
  const [content, attributes] = await Promise.all([
    readFile(file, "utf8").then(ends, () => false),
    readFile(`${file}.attrs`, "utf8").then(ends, () => true),
  ]);
  return content && attributes;
}

/** Sends a signal to a process, or to a process group by its negative ID. Ignores processes that have ended. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A process and its command line. */
interface Started {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function isProvider({ command }: Started): boolean {
  return command.includes("dynamic-provider");
}

/** All processes of this machine. */
async function processes(): Promise<Started[]> {
  const { stdout } = await runSubprocess("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { env: process.env });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command = ""] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** The child processes of a process, and their child processes. */
async function descendants(ancestor: number): Promise<Started[]> {
  const all = await processes();
  const family = new Set([ancestor]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => pid !== ancestor && family.has(pid));
}

/** Skips the preview, which takes as long as the update. Tests call `preview()` for one. */
function withoutPreview(args: string[]): string[] {
  const previewOnly = args.includes("--preview-only");
  return previewOnly ? ["--suppress-progress"] : ["--suppress-progress", "--yes", "--skip-preview"];
}
