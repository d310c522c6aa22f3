import type { Clock } from "./clock.ts";

interface Entry<T> {
  readonly order: number;
  readonly at: number;
  readonly value: T;
}

interface Change<T> {
  readonly at: number;
  readonly id: string;
  readonly before: Entry<T> | undefined;
}

const historyLength = 3_600_000;

/**
 * Objects by ID, with a history of changes, so that they can be read as they were some time ago. Values must be replaced
 * and not mutated, since the history refers to them.
 */
export class Collection<T> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry<T>>();
  #changes: Change<T>[] = [];
  #order = 0;
  #newestFirst: readonly T[] | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): T | undefined {
    return this.#entries.get(id)?.value;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** Adds an object that exists at every time of the history. */
  load(id: string, value: T): void {
    this.#order += 1;
    this.#entries.set(id, { order: this.#order, at: Number.NEGATIVE_INFINITY, value });
    this.#newestFirst = undefined;
  }

  set(id: string, value: T): void {
    const before = this.#entries.get(id);
    if (before === undefined) this.#order += 1;
    this.#record(id, before);
    this.#entries.set(id, { order: before?.order ?? this.#order, at: this.#clock.milliseconds(), value });
  }

  delete(id: string): void {
    const before = this.#entries.get(id);
    if (before === undefined) return;
    this.#record(id, before);
    this.#entries.delete(id);
  }

  /** When the object was last written, in milliseconds of the emulator's clock. */
  writtenAt(id: string): number {
    return this.#entries.get(id)?.at ?? Number.NEGATIVE_INFINITY;
  }

  newestFirst(): readonly T[] {
    // A Map keeps insertion order, also when an entry is replaced.
    this.#newestFirst ??= Array.from(this.#entries.values(), (entry) => entry.value).reverse();
    return this.#newestFirst;
  }

  oldestFirst(): readonly T[] {
    return this.newestFirst().toReversed();
  }

  /** The object as it was `seconds` ago. */
  getAgo(id: string, seconds: number): T | undefined {
    const change = this.#changesSince(seconds).find((candidate) => candidate.id === id);
    return change === undefined ? this.get(id) : change.before?.value;
  }

  /** The list as it was `seconds` ago. */
  newestFirstAgo(seconds: number): readonly T[] {
    const changes = this.#changesSince(seconds);
    if (changes.length === 0) return this.newestFirst();
    const then = new Map(this.#entries);
    for (const change of changes.toReversed()) {
      if (change.before === undefined) then.delete(change.id);
      else then.set(change.id, change.before);
    }
    return Array.from(then.values())
      .sort((a, b) => b.order - a.order)
      .map((entry) => entry.value);
  }

  #changesSince(seconds: number): readonly Change<T>[] {
    if (seconds <= 0) return [];
    const since = this.#clock.milliseconds() - seconds * 1_000;
    return this.#changes.filter((change) => change.at > since);
  }

  #record(id: string, before: Entry<T> | undefined): void {
    const at = this.#clock.milliseconds();
    if (this.#changes.length >= 10_000) {
      const recent = this.#changes.filter((change) => change.at > at - historyLength);
      this.#changes = recent.slice(-5_000);
    }
    this.#changes.push({ at, id, before });
    this.#newestFirst = undefined;
  }
}
