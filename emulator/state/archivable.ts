import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import { type HistoryJson, historyOf } from "../historyJson.ts";

/** Objects that can be archived, and not deleted. Includes archived objects. */
export class Archivable<T extends HistoryJson & { readonly id: string }> extends Collection<T> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  /** Adds an object with the history of a new one. */
  protected created(build: (history: HistoryJson) => T): T {
    const object = build(historyOf({}, this.#clock.timestamp()));
    this.set(object.id, object);
    return object;
  }

  change(object: T, changes: Partial<T>): T {
    return this.#replace(object, changes);
  }

  /** Archives an object. One that is archived already keeps its `archived_at`. */
  archive(object: T, alsoChanged: Partial<T> = {}): T {
    if (object.archived_at !== null) return object;
    return this.#replace(object, { ...alsoChanged, archived_at: this.#clock.timestamp() });
  }

  #replace(object: T, changes: Partial<T>): T {
    const replaced = { ...object, ...changes, updated_at: this.#clock.timestamp() };
    this.set(object.id, replaced);
    return replaced;
  }
}
