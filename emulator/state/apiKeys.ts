import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import type { ApiKeyJson } from "../json.ts";
import type { Activity } from "../usage/activity.ts";

/** The API keys of an organization, archived ones included. */
export class ApiKeys {
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly #stored: Collection<ApiKeyJson>;

  constructor(clock: Clock, activity: Activity) {
    this.#clock = clock;
    this.#activity = activity;
    this.#stored = new Collection(clock);
  }

  load(key: ApiKeyJson): void {
    this.#stored.load(key.id, key);
  }

  /** Every key with its current status, newest first. */
  all(): ApiKeyJson[] {
    return this.#stored.newestFirst().map((key) => this.current(key));
  }

  /** The stored keys of `seconds` ago, newest first. `current` returns one with its current status. */
  storedAgo(seconds: number): readonly ApiKeyJson[] {
    return this.#stored.newestFirstAgo(seconds);
  }

  get(id: string): ApiKeyJson | undefined {
    const key = this.#stored.get(id);
    return key === undefined ? undefined : this.current(key);
  }

  set(key: ApiKeyJson): void {
    this.#activity.keyChanged(this.get(key.id), key);
    this.#stored.set(key.id, key);
  }

  /** Archives the keys that match and are not archived yet. */
  archiveWhere(matches: (key: ApiKeyJson) => boolean): void {
    for (const key of this.all()) {
      if (key.status !== "archived" && matches(key)) this.set({ ...key, status: "archived" });
    }
  }

  /** Expiry is computed on reads and never stored. */
  current(key: ApiKeyJson): ApiKeyJson {
    const mayExpire = key.status === "active" || key.status === "inactive";
    return mayExpire && key.expires_at !== null && this.#clock.hasPassed(key.expires_at)
      ? { ...key, status: "expired" }
      : key;
  }
}
