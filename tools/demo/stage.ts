import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, symlink } from "node:fs/promises";
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
import { newFilter } from "./noise.ts";
import type { Screen } from "./screen.ts";

const root = path.join(import.meta.dirname, "..", "..");

/** The demo cannot go on: something did not do what it is said to do. */
export class NotAsSaid extends Error {}

const examples = ["organization", "onboarding", "offboarding"] as const;
type Example = (typeof examples)[number];

export interface CommandOptions {
  /** Which example; the organization unless told otherwise. */
  example?: Example;
  /** The exit code that it must have, 0 unless told otherwise. */
  exitCode?: number;
  /** Without the key of the organization. */
  withoutKey?: boolean;
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
): Promise<Stage> {
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-demo-"));
  const emulator = await startEmulator({ seed: "sample" });
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
  const folderOf = (example: Example) =>
    example === "organization" ? work : path.join(work, "examples", example);
  const temporary = path.join(home, "tmp");
  const auditLog = path.join(home, "audit.jsonl");
  const env = {
    ...(await pulumiEnvironment(pulumi, home)),
    ANTHROPIC_ADMIN_BASE_URL: emulator.url,
    ANTHROPIC_AUDIT_LOG: auditLog,
    // Each command starts two Node.js processes that load the SDK; compiled once, they start faster.
    NODE_COMPILE_CACHE: path.join(home, "compiled"),
    // A command that is ended leaves files there.
    TMPDIR: temporary,
  };
  const run = (
    args: readonly string[],
    example: Example,
    withoutKey: boolean,
    show: (line: string) => void,
  ) => {
    const always = ["--stack", "demo", "--non-interactive", "--color", screen.colours ? "always" : "never"];
    const key = withoutKey ? {} : { ANTHROPIC_ADMIN_KEY: emulator.adminKey };
    const where = { cwd: folderOf(example), env: { ...env, ...key } };
    return runner.run(pulumi.command, [...args, ...always], where, show);
  };

  try {
    await mkdir(temporary);
    await cp(path.join(root, "examples"), path.join(work, "examples"), { recursive: true });
    await cp(path.join(root, "Pulumi.yaml"), path.join(work, "Pulumi.yaml"));
    await symlink(modules, path.join(work, "node_modules"));
    const inits = examples.map((example) => run(["stack", "init"], example, true, () => undefined));
    for (const { exitCode, output } of await Promise.all(inits)) {
      if (exitCode !== 0) throw new NotAsSaid(`A stack could not be made:\n${output}`);
    }
  } catch (error) {
    await strike();
    throw error;
  }

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
    async pulumi(command, { example = "organization", exitCode = 0, withoutKey = false } = {}) {
      const where = example === "organization" ? "" : `-C examples/${example} `;
      screen.command(`pulumi ${where}${command}`);
      const before = emulator.requests.length;
      const started = performance.now();
      const worthShowing = newFilter();
      const quiet = command.startsWith("config") ? [] : ["--suppress-progress"];
      const done = await run([...words(command), ...quiet], example, withoutKey, (line) => {
        if (worthShowing(stripVTControlCharacters(line))) screen.framed(line);
      });
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const requests = emulator.requests.slice(before);
      const asked = `${requests.length} API request${requests.length === 1 ? "" : "s"}`;
      screen.outcome(`exit code ${done.exitCode}, ${seconds} s, ${asked}`);
      if (done.exitCode !== exitCode) {
        throw new NotAsSaid(`Exit code ${exitCode} was expected. All that the CLI said:\n${done.output}`);
      }
      return { output: done.output, requests };
    },
  };
}

/** The words of a command line, as a shell would part them; of its quotes only the single ones are known. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
