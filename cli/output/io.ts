import { logText } from "../../provider/api/foreignText.ts";
import type { Environment } from "../../provider/settings/config.ts";

/** Where a command runs and whom it talks to. */
export interface Io {
  readonly env: Environment;
  /** The folder of the Pulumi program. */
  readonly cwd: string;
  /** A line of the result. */
  print(line: string): void;
  /** A line for the person who waits. */
  tell(line: string): void;
}

/** The process as it is: results on standard output, everything else on standard error. */
export function processIo(cwd: string): Io {
  return {
    env: process.env,
    cwd,
    print: (line) => void process.stdout.write(`${logText(line)}\n`),
    tell: (line) => void process.stderr.write(`${logText(line)}\n`),
  };
}
