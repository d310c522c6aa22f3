import { styleText } from "node:util";
import { wrap } from "./wrap.ts";

/** Where the demo is shown: a terminal, or a log without colours. */
export interface Screen {
  /** Whether what is shown may have colours. */
  readonly colours: boolean;
  /** The name of it all. */
  title(text: string): void;
  /** Begins a numbered step. */
  step(text: string): void;
  /** Plain words, in sentences. */
  words(text: string): void;
  /** What a person does by hand. */
  byHand(where: string, deed: string): void;
  /** A command, before it is run. */
  command(text: string): void;
  /** A line that the command has written. */
  framed(text: string): void;
  /** What the command came to. */
  outcome(text: string): void;
  /** Something that was looked up, and is as it should be. */
  holds(text: string): void;
  /** Something that is not as it should be. */
  broken(text: string): void;
  /** Lines as they are, the first of which is a heading. */
  table(name: string, lines: readonly string[]): void;
}

type Style = Parameters<typeof styleText>[0];

/** `width` is that of the terminal; wide ones are not filled, since long lines are hard to read. */
export function newScreen(write: (text: string) => void, colours: boolean, width = 100): Screen {
  const most = Math.max(40, Math.min(width, 110));
  const style = (format: Style, text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  const put = (...lines: string[]) => write(lines.map((line) => `${line}\n`).join(""));
  const indented = (text: string, hang = 0) =>
    put(...wrap(text, most - 4, hang).map((line) => `    ${line}`));
  let steps = 0;
  return {
    colours,
    title: (text) => put("", style("bold", text)),
    step(text) {
      steps += 1;
      put("", style(["bold", "cyan"], `${String(steps).padStart(2)}  ${text}`));
    },
    words: (text) => indented(text),
    byHand: (where, deed) => indented(`${style("magenta", `${where}:`)} ${deed}`, 2),
    command: (text) => put(`    ${style("dim", "$")} ${style("bold", text)}`),
    framed: (text) =>
      put(...wrap(text.trimEnd(), most - 6, 2).map((line) => `    ${style("dim", "│")} ${line}`)),
    outcome: (text) => put(`    ${style("dim", `╰ ${text}`)}`),
    holds: (text) => indented(`${style("green", "✓")} ${text}`, 2),
    broken: (text) => indented(`${style("red", "✗")} ${text}`, 2),
    table: (name, [heading = "", ...rows]) =>
      put(
        "",
        `    ${style("bold", name)}`,
        `    ${style("dim", heading)}`,
        ...rows.map((row) => `    ${row}`),
      ),
  };
}
