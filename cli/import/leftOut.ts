import { logText } from "../../provider/api/foreignText.ts";
import { counted, enumerated, type Noun } from "../output/phrases.ts";

interface Entry {
  readonly what: Noun;
  readonly why: string;
  readonly detail: string | undefined;
  readonly count: number;
  readonly names: readonly string[];
  /** Whether a stack manages the objects already. */
  readonly managed: boolean;
}

/** The objects and properties that an import leaves out, by reason. */
export class LeftOut {
  readonly #entries = new Map<string, Entry>();

  /** `why` is a clause, `detail` a sentence. Objects without a name are only counted. */
  add(what: Noun, why: string, name?: string, detail?: string): void {
    this.#add(what, why, name, detail, false);
  }

  /** Adds an object that a stack manages already. */
  addManaged(what: Noun, stack: string): void {
    this.#add(what, `already managed by ${stack}`, undefined, undefined, true);
  }

  /** Whether objects are left out that no stack manages. */
  get hasUnmanaged(): boolean {
    return [...this.#entries.values()].some(({ managed }) => !managed);
  }

  /** Why the object with this name is left out, as a clause. */
  reasonFor(name: string): string | undefined {
    const entry = [...this.#entries.values()].find(({ names }) => names.includes(name));
    return entry === undefined
      ? undefined
      : [entry.why, entry.detail?.replace(/\.$/, "")].filter(Boolean).join(": ");
  }

  lines(): string[] {
    return [...this.#entries.values()].map(({ what, why, detail, count, names }) => {
      const list = names.length === 0 ? "" : `: ${enumerated(names)}`;
      return logText(`${counted(count, what)} (${why})${list}${detail === undefined ? "" : `. ${detail}`}`);
    });
  }

  #add(
    what: Noun,
    why: string,
    name: string | undefined,
    detail: string | undefined,
    managed: boolean,
  ): void {
    const key = [what[1], why, detail].join(" ");
    const { count, names } = this.#entries.get(key) ?? { count: 0, names: [] };
    const known = name === undefined ? names : [...names, name];
    this.#entries.set(key, { what, why, detail, count: count + 1, names: known, managed });
  }
}
