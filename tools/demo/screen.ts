import { styleText } from "node:util";
import { wrap } from "./wrap.ts";

/** Writes the demo to a terminal, or to a log without colors. */
export interface Screen {
  /** Whether the output may have colors. */
  readonly colors: boolean;
  /** The title of the demo. */
  title(text: string): void;
  /** Begins a numbered step. */
  step(text: string): void;
  /** Sentences. */
  text(text: string): void;
  /** A change outside of Pulumi. */
  outside(actor: string, change: string): void;
  /** A command, before it is run. */
  command(text: string): void;
  /** A line that the command has written. */
  framed(text: string): void;
  /** The exit code and the number of requests of the command. */
  outcome(text: string): void;
  /** A check that passed. */
  passed(text: string): void;
  /** A check that failed. */
  failed(text: string): void;
  /** A table, whose first line is the heading. */
  table(name: string, lines: readonly string[]): void;
}

type Style = Parameters<typeof styleText>[0];

/** `width` is the width of the terminal. Lines have at most 110 characters, because longer ones are hard to read. */
export function newScreen(write: (text: string) => void, colors: boolean, width = 100): Screen {
  const most = Math.max(40, Math.min(width, 110));
  const style = (format: Style, text: string) =>
    colors ? styleText(format, text, { validateStream: false }) : text;
  const put = (...lines: string[]) => write(lines.map((line) => `${line}\n`).join(""));
  const indented = (text: string, hang = 0) =>
    put(...wrap(text, most - 4, hang).map((line) => `    ${line}`));
  let steps = 0;
  return {
    colors,
    title: (text) => put("", style("bold", text)),
    step(text) {
      steps += 1;
      put("", style(["bold", "cyan"], `${String(steps).padStart(2)}  ${text}`));
    },
    text: (text) => indented(text),
    outside: (actor, change) => indented(`${style("magenta", `${actor}:`)} ${change}`, 2),
    command: (text) => put(`    ${style("dim", "$")} ${style("bold", text)}`),
    framed: (text) =>
      put(...wrap(text.trimEnd(), most - 6, 2).map((line) => `    ${style("dim", "│")} ${line}`)),
    outcome: (text) => put(`    ${style("dim", `╰ ${text}`)}`),
    passed: (text) => indented(`${style("green", "✓")} ${text}`, 2),
    failed: (text) => indented(`${style("red", "✗")} ${text}`, 2),
    table: (name, [heading = "", ...rows]) =>
      put(
        "",
        `    ${style("bold", name)}`,
        `    ${style("dim", heading)}`,
        ...rows.map((row) => `    ${row}`),
      ),
  };
}
