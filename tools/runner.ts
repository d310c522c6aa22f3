import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { stripVTControlCharacters } from "node:util";

/** What a command came to. */
export interface Ended {
  exitCode: number;
  /** Everything it wrote, without colours. */
  output: string;
}

/** Runs commands, and can end them all at once. */
export interface Runner {
  /** `show` gets the lines as they come. */
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
      // In a process group of its own, so that what it has started can be ended with it.
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
    // It has just ended.
  }
}
