import type { Client } from "./client.ts";
import { type Listing, pages } from "./pages.ts";

/**
 * How fresh a list must be, as a moment of `cache.now()`: a list whose request started then or later is returned from the
 * cache. In use are `OrganizationCache.anyAge`, `cache.lastMinute()` and the moment at which an operation began.
 */
export type MinFreshness = number;

/** The value of a key, which is created if it is missing. */
export function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const value = create();
  map.set(key, value);
  return value;
}

interface ListRequest<T> {
  readonly startedAt: number;
  /** The process's own writes since the request started, which its result may not contain. */
  readonly patches: ((items: Map<string, T>) => void)[];
  readonly result: Promise<readonly T[]>;
}

/** A cached list. Concurrent callers share one request. */
export class SharedList<T> {
  /** When the cached list was complete. Undefined without one. */
  endedAt: number | undefined;

  readonly #fetchAll: () => Promise<readonly T[]>;
  readonly #id: (item: T) => string;
  readonly #now: () => number;
  #cache: { readonly startedAt: number; readonly items: Map<string, T> } | undefined;
  #snapshot: readonly T[] | undefined;
  #running: ListRequest<T> | undefined;
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
    // The running request is too old. All callers that come while it runs share the next one.
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

  /** Adds or replaces an item. */
  store(item: T): void {
    this.#patch((items) => items.set(this.#id(item), item));
  }

  /** Adds an item, and removes those that it replaces. */
  replace(item: T, isReplaced: (other: T) => boolean): void {
    this.#patch((items) => {
      for (const [id, other] of items) if (isReplaced(other)) items.delete(id);
      items.set(this.#id(item), item);
    });
  }

  /** Removes an item. */
  drop(id: string): void {
    this.#patch((items) => items.delete(id));
  }

  #patch(patch: (items: Map<string, T>) => void): void {
    if (this.#cache !== undefined) patch(this.#cache.items);
    this.#snapshot = undefined;
    this.#running?.patches.push(patch);
  }

  #start(): Promise<readonly T[]> {
    const startedAt = this.#now();
    const patches: ListRequest<T>["patches"] = [];
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

/** A cached list of the API. */
export function listOf<T>(client: Client, listing: Listing<T>): SharedList<T> {
  return new SharedList(
    () => pages(client, listing),
    listing.id,
    () => client.now(),
  );
}
