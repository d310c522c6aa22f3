import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import {
  type EmulatedOrganization,
  type Emulator,
  type LoggedRequest,
  startEmulator,
} from "../../emulator/index.ts";
import { pulumiEnvironment } from "../pulumi/environment.ts";
import type { Installation } from "../pulumi/installation.ts";
import { newRunner } from "../runner.ts";
import { namesResource, newFilter } from "./noise.ts";
import type { Screen } from "./screen.ts";

const root = path.join(import.meta.dirname, "..", "..");

/** The demo cannot continue: a check or a command failed. */
export class DemoError extends Error {}

const folders = {
  organization: "",
  onboarding: "examples/onboarding",
  offboarding: "examples/offboarding",
  /** An empty project. */
  rest: "everything-else",
} as const;
type Folder = keyof typeof folders;

export interface CommandOptions {
  /** Default: `organization`. */
  in?: Folder;
  /** The expected exit code. Default: 0. */
  exitCode?: number;
  /** Runs it without ANTHROPIC_ADMIN_KEY. */
  withoutKey?: boolean;
  /** Shows only the first resources, and the number of the others. */
  few?: boolean;
}

/** The result of a command. */
export interface Done {
  /** Without colors. */
  output: string;
  /** The API requests it made. */
  requests: readonly LoggedRequest[];
}

/** What the steps of the demo use. */
export interface Demo {
  readonly screen: Screen;
  readonly emulator: Emulator;
  readonly organization: EmulatedOrganization;
  /** The file of the provider's audit log. */
  readonly auditLog: string;
  /** Runs `pulumi` and shows its output. Throws a DemoError if the exit code is not the expected one. */
  pulumi(command: string, options?: CommandOptions): Promise<Done>;
  /** The same for `pulumi-anthropic`. */
  runCommand(command: string, options?: CommandOptions): Promise<Done>;
  /** Reads a file of a project. */
  read(folder: Folder, file: string): Promise<string>;
  /** Shows a check. Throws a DemoError if it failed. */
  check(sentence: string, condition: boolean): void;
  /** Ends running commands and removes all files. */
  close(): Promise<void>;
}

/** Starts an emulated organization with sample data, and copies the examples into a folder with an empty stack each. */
export async function setUpDemo(
  screen: Screen,
  pulumi: Installation,
  /** The folder in which this package and the SDK are installed. */
  modules = path.join(root, "node_modules"),
  /** Additional environment variables of every command. */
  more: Readonly<Record<string, string>> = {},
): Promise<Demo> {
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-demo-"));
  // More than the real limit, so that the demo does not wait.
  const emulator = await startEmulator({ seed: "sample", requestsPerMinute: 300 });
  const runner = newRunner();
  const clear = () => {
    runner.endAll();
    rmSync(home, { recursive: true, force: true });
  };
  // For signals, which end the process without `finally`.
  process.once("exit", clear);
  const close = async () => {
    process.off("exit", clear);
    clear();
    await emulator.stop();
  };

  const work = path.join(home, "work");
  const temporary = path.join(home, "tmp");
  const auditLog = path.join(home, "audit.jsonl");
  const { ANTHROPIC_ADMIN_KEY, ...withoutKey } = {
    ...(await pulumiEnvironment(pulumi, home)),
    ANTHROPIC_ADMIN_KEY: emulator.adminKey,
    ANTHROPIC_ADMIN_BASE_URL: emulator.url,
    ANTHROPIC_AUDIT_LOG: auditLog,
    // Each command starts two Node.js processes that load the SDK.
    NODE_COMPILE_CACHE: path.join(home, "compiled"),
    // A killed command leaves files there.
    TMPDIR: temporary,
    ...more,
  };
  const withKey = { ...withoutKey, ANTHROPIC_ADMIN_KEY };
  const color = ["--color", screen.colors ? "always" : "never"];
  const quietly = ["--stack", "demo", "--non-interactive", ...color];

  try {
    await mkdir(temporary);
    await cp(path.join(root, "examples"), path.join(work, "examples"), { recursive: true });
    await cp(path.join(root, "Pulumi.yaml"), path.join(work, "Pulumi.yaml"));
    await symlink(modules, path.join(work, "node_modules"));
    await writeEmptyProject(path.join(work, folders.rest));
    const inits = Object.values(folders).map((folder) =>
      runner.run(
        pulumi.command,
        ["stack", "init", ...quietly],
        { cwd: path.join(work, folder), env: withoutKey },
        () => undefined,
      ),
    );
    for (const { exitCode, output } of await Promise.all(inits)) {
      if (exitCode !== 0) throw new DemoError(`cannot create a stack:\n${output}`);
    }
  } catch (error) {
    await close();
    throw error;
  }

  /** Runs a command, and shows its output and the number of its requests. */
  const perform = async (
    shown: string,
    command: string,
    args: readonly string[],
    options: CommandOptions,
  ) => {
    screen.command(shown);
    const before = emulator.requests.length;
    const started = performance.now();
    const worthShowing = newFilter();
    let hidden = 0;
    let room = options.few === true ? 5 : Number.POSITIVE_INFINITY;
    const show = (line: string) => {
      const plain = stripVTControlCharacters(line);
      if (!worthShowing(plain)) return;
      if (namesResource(plain)) {
        room -= 1;
        if (room < 0) hidden += 1;
        if (room < 0) return;
      } else if (hidden > 0) {
        screen.framed(`    ... and ${hidden} more`);
        hidden = 0;
      }
      screen.framed(line);
    };
    const { exitCode, output } = await runner.run(
      command,
      args,
      {
        cwd: path.join(work, folders[options.in ?? "organization"]),
        env: options.withoutKey === true ? withoutKey : withKey,
      },
      show,
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const requests = emulator.requests.slice(before);
    const count = `${requests.length} API request${requests.length === 1 ? "" : "s"}`;
    screen.outcome(`exit code ${exitCode}, ${seconds} s, ${count}`);
    if (exitCode !== (options.exitCode ?? 0)) {
      throw new DemoError(
        `expected exit code ${options.exitCode ?? 0}, got ${exitCode}. The output was:\n${output}`,
      );
    }
    return { output, requests };
  };
  const where = ({ in: folder = "organization" }: CommandOptions) =>
    folders[folder] === "" ? "" : `-C ${folders[folder]} `;

  return {
    screen,
    emulator,
    organization: emulator.organization(),
    auditLog,
    close,
    check(sentence, condition) {
      if (condition) return screen.passed(sentence);
      screen.failed(sentence);
      throw new DemoError(`check failed: ${sentence}`);
    },
    pulumi(command, options = {}) {
      const progress = command.startsWith("config") ? [] : ["--suppress-progress"];
      const args = [...argumentsOf(command), ...progress, ...quietly];
      return perform(`pulumi ${where(options)}${command}`, pulumi.command, args, options);
    },
    runCommand(command, options = {}) {
      const program = path.join(modules, "pulumi-anthropic", "dist", "cli", "index.js");
      const args = [program, ...argumentsOf(command)];
      return perform(`npx pulumi-anthropic ${where(options)}${command}`, process.execPath, args, options);
    },
    read: (folder, file) => readFile(path.join(work, folders[folder], file), "utf8"),
  };
}

async function writeEmptyProject(folder: string): Promise<void> {
  const manifest = { name: "everything-else", private: true, type: "module", main: "index.ts" };
  const project = { name: manifest.name, runtime: { name: "nodejs", options: { typescript: false } } };
  await mkdir(folder);
  await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(path.join(folder, "Pulumi.yaml"), JSON.stringify(project));
}

/** Splits a command line into arguments as a shell does. Only single quotes are supported. */
function argumentsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
