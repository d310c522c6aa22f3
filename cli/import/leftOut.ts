import { logText } from "../../provider/api/foreignText.ts";
import { counted, enumerated, type Noun } from "../output/phrases.ts";

interface Entry {
  readonly what: Noun;
  readonly why: string;
  readonly count: number;
  readonly names: readonly string[];
}

/** What a command did not take, and why. Said at the end, so that nobody takes silence for completeness. */
export class LeftOut {
  readonly #entries = new Map<string, Entry>();

  /** What has no name is only counted. */
  add(what: Noun, why: string, name?: string): void {
    const key = `${what[1]} ${why}`;
    const { count, names } = this.#entries.get(key) ?? { count: 0, names: [] };
    const known = name === undefined ? names : [...names, name];
    this.#entries.set(key, { what, why, count: count + 1, names: known });
  }

  lines(): string[] {
    return [...this.#entries.values()].map(({ what, why, count, names }) => {
      const list = names.length === 0 ? "" : `: ${enumerated(names)}`;
      return logText(`${counted(count, what)} (${why})${list}`);
    });
  }
}
