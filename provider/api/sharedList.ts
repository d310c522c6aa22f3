/**
 * How fresh a list must be, as a moment of `cache.now()`: a list whose request started then or later is returned from the
 * cache. In use are `OrganizationCache.anyAge`, `cache.lastMinute()` and the moment at which an operation began.
 */
export type MinFreshness = number;

export function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}

interface Fetch<T> {
  readonly startedAt: number;
  /** Our own writes since it started, which its result may have missed. */
  readonly patches: ((items: Map<string, T>) => void)[];
  readonly result: Promise<readonly T[]>;
}

/** One list, fetched by one request chain at a time. */
export class SharedList<T> {
  /** When the list in hand had come; undefined while there is none. */
  endedAt: number | undefined;

  readonly #fetchAll: () => Promise<readonly T[]>;
  readonly #id: (item: T) => string;
  readonly #now: () => number;
  #cache: { readonly startedAt: number; readonly items: Map<string, T> } | undefined;
  #snapshot: readonly T[] | undefined;
  #running: Fetch<T> | undefined;
  #next: Promise<readonly T[]> | undefined;

  constructor(fetchAll: () => Promise<readonly T[]>, id: (item: T) => string, now: () => number) {
    this.#fetchAll = fetchAll;
    this.#id = id;
    this.#now = now;
  }

  cached(minFreshness: MinFreshness): readonly T[] | undefined {
    if (this.#cache === undefined || this.#cache.startedAt < minFreshness) return undefined;
    this.#snapshot ??= [...this.#cache.items.values()];
    return this.#snapshot;
  }

  async get(minFreshness: MinFreshness): Promise<readonly T[]> {
    const cached = this.cached(minFreshness);
    if (cached !== undefined) return cached;
    const running = this.#running;
    if (running === undefined) return this.#next ?? this.#start();
    if (running.startedAt >= minFreshness) return running.result;
    // Too early for us. All who come while it runs share the one that follows, instead of one each.
    this.#next ??= running.result
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        this.#next = undefined;
        return this.#start();
      });
    return this.#next;
  }

  note(item: T): void {
    this.#patch((items) => items.set(this.#id(item), item));
  }

  forget(id: string): void {
    this.#patch((items) => items.delete(id));
  }

  #patch(patch: (items: Map<string, T>) => void): void {
    if (this.#cache !== undefined) patch(this.#cache.items);
    this.#snapshot = undefined;
    this.#running?.patches.push(patch);
  }

  #start(): Promise<readonly T[]> {
    const startedAt = this.#now();
    const patches: Fetch<T>["patches"] = [];
    const result = this.#fetchAll()
      .then((list) => {
        const items = new Map(list.map((item) => [this.#id(item), item]));
        for (const patch of patches) patch(items);
        this.#cache = { startedAt, items };
        this.endedAt = this.#now();
        this.#snapshot = [...items.values()];
        return this.#snapshot;
      })
      .finally(() => {
        this.#running = undefined;
      });
    this.#running = { startedAt, patches, result };
    return result;
  }
}
