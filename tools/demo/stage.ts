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

/** The demo cannot go on: something did not do what it is said to do. */
export class NotAsSaid extends Error {}

const folders = {
  organization: "",
  onboarding: "examples/onboarding",
  offboarding: "examples/offboarding",
  /** An empty project. */
  rest: "everything-else",
} as const;
type Folder = keyof typeof folders;

export interface CommandOptions {
  /** Where; the organization unless told otherwise. */
  in?: Folder;
  /** The exit code that it must have, 0 unless told otherwise. */
  exitCode?: number;
  /** Without the key of the organization. */
  withoutKey?: boolean;
  /** Shows only some of the resources, and how many more there are. */
  few?: boolean;
}

/** What a command did. */
export interface Done {
  /** Without colours. */
  output: string;
  /** The API requests it made. */
  requests: readonly LoggedRequest[];
}

/** Everything that the demo plays with. It leaves nothing behind. */
export interface Stage {
  readonly screen: Screen;
  readonly emulator: Emulator;
  readonly organization: EmulatedOrganization;
  /** To which every write is logged by the provider. */
  readonly auditLog: string;
  /** Runs `pulumi` and shows it; throws when the exit code is not as expected. */
  pulumi(command: string, options?: CommandOptions): Promise<Done>;
  /** The same for `pulumi-anthropic`. */
  runCommand(command: string, options?: CommandOptions): Promise<Done>;
  /** Reads a file of a project. */
  read(folder: Folder, file: string): Promise<string>;
  /** Says that something holds; throws when it does not. */
  holds(sentence: string, condition: boolean): void;
  /** Ends what is running and removes what was made. */
  strike(): Promise<void>;
}

/** An emulated organization with a past, and the examples in a folder of their own with an empty stack each. */
export async function setStage(
  screen: Screen,
  pulumi: Installation,
  /** Where this package and the SDK are installed. */
  modules = path.join(root, "node_modules"),
  /** For every command. */
  more: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-demo-"));
  // What teams do in days happens here in a minute; otherwise a good part of it would be waiting.
  const emulator = await startEmulator({ seed: "sample", requestsPerMinute: 300 });
  const runner = newRunner();
  const clear = () => {
    runner.endAll();
    rmSync(home, { recursive: true, force: true });
  };
  // Also when a signal ends the process in the middle of it.
  process.once("exit", clear);
  const strike = async () => {
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
    // Each command starts two Node.js processes that load the SDK; compiled once, they start faster.
    NODE_COMPILE_CACHE: path.join(home, "compiled"),
    // A command that is ended leaves files there.
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
      if (exitCode !== 0) throw new NotAsSaid(`A stack could not be made:\n${output}`);
    }
  } catch (error) {
    await strike();
    throw error;
  }

  /** Runs and shows a command, and counts what it asked. */
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
    const asked = `${requests.length} API request${requests.length === 1 ? "" : "s"}`;
    screen.outcome(`exit code ${exitCode}, ${seconds} s, ${asked}`);
    if (exitCode !== (options.exitCode ?? 0)) {
      throw new NotAsSaid(
        `Exit code ${options.exitCode ?? 0} was expected. All that the command said:\n${output}`,
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
    strike,
    holds(sentence, condition) {
      if (condition) return screen.holds(sentence);
      screen.broken(sentence);
      throw new NotAsSaid(`Not so: ${sentence}`);
    },
    pulumi(command, options = {}) {
      const progress = command.startsWith("config") ? [] : ["--suppress-progress"];
      const args = [...words(command), ...progress, ...quietly];
      return perform(`pulumi ${where(options)}${command}`, pulumi.command, args, options);
    },
    runCommand(command, options = {}) {
      const program = path.join(modules, "pulumi-anthropic", "dist", "cli", "index.js");
      const args = [program, ...words(command)];
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

/** The words of a command line, as a shell would part them; of its quotes only the single ones are known. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
