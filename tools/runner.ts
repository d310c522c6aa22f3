import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { stripVTControlCharacters } from "node:util";

/** The result of a command. */
export interface Ended {
  exitCode: number;
  /** Standard output and standard error, without colors. */
  output: string;
}

/** Runs commands, and can kill all that still run. */
export interface Runner {
  /** `show` receives each line as soon as it is written. */
  run(
    command: string,
    args: readonly string[],
    options: { cwd: string; env: NodeJS.ProcessEnv },
    show: (line: string) => void,
  ): Promise<Ended>;
  endAll(): void;
}

export function newRunner(): Runner {
  const running = new Set<ChildProcess>();
  return {
    async run(command, args, options, show) {
      // A process group of its own, so that its child processes can be killed with it.
      const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
      running.add(child);
      const ended = new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve(code ?? -1));
      });
      const lines: string[] = [];
      const read = async (input: NodeJS.ReadableStream) => {
        for await (const line of createInterface({ input })) {
          lines.push(stripVTControlCharacters(line));
          show(line);
        }
      };
      try {
        const [exitCode] = await Promise.all([ended, read(child.stdout), read(child.stderr)]);
        return { exitCode, output: lines.join("\n") };
      } finally {
        running.delete(child);
      }
    },
    endAll() {
      for (const { pid } of running) if (pid !== undefined) killGroup(pid);
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The process has ended already.
  }
}
