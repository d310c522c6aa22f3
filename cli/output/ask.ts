import { createInterface } from "node:readline";
import { logText } from "../../provider/api/foreignText.ts";

/** Prompts on standard error, so that standard output has only results. Ctrl-C and the end of the input are an empty answer. */
export function askOnTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.once("close", () => resolve(""));
    terminal.question(`${logText(question)} `, (answer) => {
      resolve(answer.trim());
      terminal.close();
    });
  });
}

/** Whether an answer means yes. */
export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer.trim());
}
