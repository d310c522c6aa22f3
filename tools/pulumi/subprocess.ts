import { spawn } from "node:child_process";

export interface SubprocessResult {
  /** `undefined` when the program could not be started or was stopped. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

export interface SubprocessOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  timeoutMs?: number;
  /** Sees standard error as it comes. */
  watch?: (text: string) => void;
}

/** Runs a program without a shell and without input; an exit code other than 0 is a result, never an exception. */
export function runSubprocess(
  command: string,
  args: readonly string[],
  options: SubprocessOptions,
): Promise<SubprocessResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: options.env,
      cwd: options.cwd,
      stdio: ["ignore", "pipe", "pipe"],
      // Its own process group, so that a timeout also ends what it has started (the installer's curl, the compiler).
      detached: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      options.watch?.(text);
    });
    // A process group of its own does not get the terminal's Ctrl-C, nor does it end with us.
    const stop = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has just ended.
      }
    };
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(stop, options.timeoutMs);
    process.once("exit", stop);
    const done = (exitCode: number | undefined) => {
      clearTimeout(timer);
      process.off("exit", stop);
      resolve({ exitCode, stdout, stderr });
    };
    child.once("error", (error) => {
      stderr += error.message;
      done(undefined);
    });
    child.once("close", (code) => done(code ?? undefined));
  });
}
