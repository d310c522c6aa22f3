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

export interface StackOptions {
  /** The organization that the stack manages, through ANTHROPIC_ADMIN_KEY and ANTHROPIC_ADMIN_BASE_URL. */
  emulator: Emulator;
  /** Body of `index.mjs`; `pulumi` and `anthropic` are imported in front of it. */
  program?: string;
  /** A folder with a program, its Pulumi.yaml and all it needs, used where it is; there `program()` is not for use. */
  folder?: string;
  /** Stack configuration by full key, e.g. `"anthropic:maxArchives": "1"`; secrets with `run(["config", "set", ...])`. */
  config?: Record<string, string>;
  /** Another stack of the same project, in its folder and backend; one that is there under that name is continued. */
  beside?: Stack;
  /** For every command of this stack; `undefined` takes a variable away. */
  env?: Environment;
  /** Name of the stack, `dev` unless told otherwise. */
  name?: string;
  /** Name of the project, `test` unless told otherwise. */
  project?: string;
}

type Environment = Record<string, string | undefined>;

/** For commands that load all that a user's load, too. */
export const unhurried: Environment = { NODE_OPTIONS: undefined };

export interface CommandOptions {
  /** The command must fail: with that exit code, or with any when `true`. Unless told so it must succeed. */
  fails?: true | number;
  env?: Environment;
}

export interface CommandResult {
  exitCode: number;
  /** Standard output and standard error in the order they came, without colours. */
  output: string;
}

/** A command that is still running. */
export interface RunningCommand {
  /** Settles when the command has ended, however it ended. */
  done: Promise<CommandResult>;
  /** Ends it and everything it has started at once, as a machine that goes away does. */
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
  /** Ends all of them. */
  end(): void;
}

/** Where the CLI and the package are, as test/setup/engine.ts provides it. */
export type EngineSetup = Pick<ProvidedContext["engine"], "command" | "env" | "home" | "modules">;

/** One resource as the state has it. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
  protect?: boolean;
  external?: boolean;
  pendingReplacement?: boolean;
}

/** The state, as `pulumi stack export` gives it. */
export interface Deployment {
  resources?: StateResource[];
  pending_operations?: unknown[];
}

/** A stack in a folder of its own, driven with the real Pulumi CLI. */
export interface Stack {
  readonly name: string;
  readonly project: string;
  readonly directory: string;
  /** Where its state lies, as PULUMI_BACKEND_URL takes it. */
  readonly backend: string;
  /** Replaces the program. */
  program(body: string): Promise<void>;
  up(args?: string[], options?: CommandOptions): Promise<CommandResult>;
  preview(args?: string[], options?: CommandOptions): Promise<CommandResult>;
  refresh(args?: string[], options?: CommandOptions): Promise<CommandResult>;
  destroy(args?: string[], options?: CommandOptions): Promise<CommandResult>;
  /** Any other command of this stack, e.g. `["state", "taint", urn, "--yes"]`. */
  run(args: string[], options?: CommandOptions): Promise<CommandResult>;
  /** Starts a command that the test means to interrupt. */
  start(args: string[], options?: { env?: Environment }): RunningCommand;
  /** Lets go of the lock that a killed command leaves, as `pulumi cancel` does. */
  unlock(): Promise<void>;
  /** The state as it is on disk; secrets in it are encrypted. */
  export(): Promise<Deployment>;
  /** What the program exports. */
  outputs(): Promise<Record<string, unknown>>;
  urn(kind: string, name: string): string;
  /** The state of a resource of ours by its Pulumi name; an error lists what is there. */
  resource(name: string): Promise<StateResource>;
}

/** The passphrase is empty; any salt that was once made for it will do for every stack. */
const salt = "v1:zEbhiH19r/w=:v1:c0WcSmAhyWl+KwAT:iZAV2cSaffOlJBf8Dc+kIwD22fOdCA==";

const imports = 'import * as pulumi from "@pulumi/pulumi";\nimport * as anthropic from "pulumi-anthropic";\n';

/** Makes an empty stack. Its folder goes away with the run. */
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

  // What `pulumi stack init` and `pulumi config set` would write, without the half second that each of them takes.
  const writeStack = async () => {
    const latest = { manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" }, metadata: {} };
    const empty = { version: 3, checkpoint: { stack: `organization/${project}/${name}`, latest } };
    await mkdir(path.dirname(checkpoint), { recursive: true });
    await writeFile(path.join(backend, ".pulumi", "meta.yaml"), "version: 1\n");
    await writeFile(checkpoint, JSON.stringify(empty));
    await write(`Pulumi.${name}.yaml`, { encryptionsalt: salt, config: options.config ?? {} });
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
    // `stack rename`, `state move` and the like name the stacks themselves.
    const stack = args.includes("--stack") || args.includes("--source") ? [] : ["--stack", name];
    const child = spawn(engine.command, [...args, ...stack, ...always], {
      cwd: directory,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that `kill` also ends the program and the provider processes.
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
    /** `group` with the processes that share the CLI's process group. */
    const killCommand = async (group: boolean): Promise<Started[]> => {
      const { pid } = child;
      let others: Started[] = [];
      // Pulumi does not write its file backend in one stroke. Killed within, it leaves half a file, which is no crash of ours.
      for (let tries = 0; tries < 100 && pid !== undefined && child.exitCode === null; tries += 1) {
        const target = group ? -pid : pid;
        signal(target, "SIGSTOP");
        await sleep(10);
        // Pulumi gives what it starts groups of their own, in which they would go on with what they are doing.
        if (await isWhole(checkpoint)) others = await descendants(pid);
        // Once more: on a busy machine a thread may take longer to stop.
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

/** Whether a file of Pulumi's file backend is written to its end, and so is the one with its attributes beside it. */
async function isWhole(file: string): Promise<boolean> {
  const ends = (text: string) => text.trimEnd().endsWith("}");
  const [content, attributes] = await Promise.all([
    readFile(file, "utf8").then(ends, () => false),
    readFile(`${file}.attrs`, "utf8").then(ends, () => true),
  ]);
  return content && attributes;
}

/** Sends a signal to a process, or to a group by its negative number; it may have ended by itself. */
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

/** The processes that a process has started, and those that they have. */
async function descendants(ancestor: number): Promise<Started[]> {
  const all = await processes();
  const family = new Set([ancestor]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => pid !== ancestor && family.has(pid));
}

/** A preview costs as much as the update: a test that wants to see one asks for it with `preview()`. */
function withoutPreview(args: string[]): string[] {
  const previewOnly = args.includes("--preview-only");
  return previewOnly ? ["--suppress-progress"] : ["--suppress-progress", "--yes", "--skip-preview"];
}
