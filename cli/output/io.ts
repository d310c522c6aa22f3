import { logText } from "../../provider/api/foreignText.ts";
import type { Environment } from "../../provider/settings/config.ts";
import { askOnTerminal } from "./ask.ts";

/** The environment, the folder and the output of a command. */
export interface Io {
  readonly env: Environment;
  /** The folder of the Pulumi program. */
  readonly cwd: string;
  /** Prints a line of the result. */
  print(line: string): void;
  /** Writes a document whose format has its own escaping, as it is. */
  write(document: string): void;
  /** Prints a line about progress. */
  progress(line: string): void;
  /** Prompts the user, and returns the answer, which is empty when the input ends. Undefined without a terminal. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/** Prints results on standard output, and progress on standard error. */
export function processIo(cwd: string): Io {
  return {
    env: process.env,
    cwd,
    print: (line) => void process.stdout.write(`${logText(line)}\n`),
    write: (document) => void process.stdout.write(document),
    progress: (line) => void process.stderr.write(`${logText(line)}\n`),
    ask: process.stdin.isTTY === true ? askOnTerminal : undefined,
  };
}
