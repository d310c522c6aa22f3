import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Emulator } from "../emulator/index.ts";
import { pulumiEnvironment } from "../tools/pulumi/environment.ts";
import type { Installation } from "../tools/pulumi/installation.ts";
import { newRunner } from "../tools/runner.ts";

export interface BenchOptions {
  pulumi: Installation;
  /** The folder in which this package and the SDK are installed. */
  modules: string;
  /** Additional environment variables of every command. */
  env?: Readonly<Record<string, string>>;
  /** Called with each line of progress. */
  say: (line: string) => void;
}

/** One run of a command. */
export interface Run {
  /** User and system time of all processes that the command started. */
  cpuSeconds: number;
  wallSeconds: number;
  output: string;
}

/** A temporary folder in which Pulumi commands run. */
export interface Home {
  directory: string;
  /** The folder of a project's checkpoints. */
  checkpoints: (project: string) => string;
  /** Runs `pulumi` on the stack `bench` of the program in `folder`. Throws an error if the command fails. */
  run: (
    folder: string,
    args: readonly string[],
    emulator: Emulator,
    env?: Readonly<Record<string, string>>,
  ) => Promise<Run>;
}

/** Calls `use` with a home, and removes it afterwards. */
export async function withHome<T>(options: BenchOptions, use: (home: Home) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-bench-"));
  const runner = newRunner();
  const clear = () => {
    runner.endAll();
    rmSync(directory, { recursive: true, force: true });
  };
  // For signals, which end the process without `finally`.
  process.once("exit", clear);
  try {
    const temporary = path.join(directory, "tmp");
    await mkdir(temporary);
    const timesFile = path.join(directory, "times");
    const base = { ...(await pulumiEnvironment(options.pulumi, directory)), TMPDIR: temporary };
    const run: Home["run"] = async (folder, args, emulator, env = {}) => {
      const all = [...args, "--stack", "bench", "--non-interactive", "--color", "never"];
      const started = performance.now();
      const ended = await runner.run(
        "sh",
        ["-c", timed, timesFile, options.pulumi.command, ...all],
        {
          cwd: folder,
          env: {
            ...base,
            // `times` prints numbers with the decimal separator of the locale.
            LC_ALL: "C",
            ANTHROPIC_ADMIN_KEY: emulator.adminKey,
            ANTHROPIC_ADMIN_BASE_URL: emulator.url,
            ANTHROPIC_REQUESTS_PER_MINUTE: "1000000",
            ...env,
            ...options.env,
          },
        },
        () => undefined,
      );
      const wallSeconds = (performance.now() - started) / 1000;
      if (ended.exitCode !== 0) {
        throw new Error(`pulumi ${args.join(" ")}: exit code ${ended.exitCode}\n${ended.output}`);
      }
      return { cpuSeconds: cpuSeconds(await readFile(timesFile, "utf8")), wallSeconds, output: ended.output };
    };
    const checkpoints = (project: string) => path.join(directory, "state", ".pulumi", "stacks", project);
    return await use({ directory, checkpoints, run });
  } finally {
    process.off("exit", clear);
    clear();
  }
}

/**
 * Runs the command in `$@` and writes the output of `times` to the file in `$0`. The kernel adds up the times of processes
 * that their parents waited for. That is the whole tree, because Pulumi waits for every process it starts.
 */
const timed = '"$@"; code=$?; times > "$0"; exit $code';

/** The times in the second line of `times`, which is about child processes: `0m1.250s 0m0.310s`. */
export function cpuSeconds(times: string): number {
  const [, children = ""] = times.split("\n");
  const found = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  if (found.length !== 2) throw new Error(`cannot read the CPU times: ${JSON.stringify(times)}`);
  return found.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}
