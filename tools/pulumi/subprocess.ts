import { spawn } from "node:child_process";

export interface SubprocessResult {
  /** `undefined` if the program could not be started or was killed. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

export interface SubprocessOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  timeoutMs?: number;
  /** Receives standard error as it is written. */
  watch?: (text: string) => void;
}

/** Runs a program without a shell and without input. Returns every exit code and throws no error. */
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
      // A process group of its own, so that a timeout also kills its child processes (curl, the compiler).
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
    // Its process group does not receive the terminal's Ctrl-C.
    const stop = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // The process has ended already.
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
