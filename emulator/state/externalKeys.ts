import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import type { ExternalKeyConfigJson, ExternalKeyJson, StoredExternalKey } from "../externalKeysJson.ts";
import { newId, prefixes } from "../ids.ts";
import type { Workspaces } from "./workspaces.ts";

/** The properties of a new external key. */
export interface NewExternalKey {
  readonly provider_config: ExternalKeyConfigJson;
  readonly display_name?: string | null | undefined;
  readonly user_profile_id?: string | null | undefined;
}

/** The external keys of an organization. */
export class ExternalKeys extends Collection<StoredExternalKey> {
  readonly #clock: Clock;
  readonly #workspaces: Workspaces;

  constructor(clock: Clock, workspaces: Workspaces) {
    super(clock);
    this.#clock = clock;
    this.#workspaces = workspaces;
  }

  /** `id` is that of the key management service, or a new one. */
  add(
    { provider_config, display_name, user_profile_id }: NewExternalKey,
    id = newId(prefixes.externalKey),
  ): StoredExternalKey {
    const now = this.#clock.timestamp();
    const key: StoredExternalKey = {
      id,
      type: "external_key",
      display_name: display_name ?? null,
      geo: "us",
      provider_config,
      user_profile_id: user_profile_id ?? null,
      created_at: now,
      updated_at: now,
      validation: "success",
    };
    this.set(key.id, key);
    return key;
  }

  change(
    key: StoredExternalKey,
    changes: Partial<Pick<StoredExternalKey, "display_name" | "provider_config">>,
  ): StoredExternalKey {
    const changed = { ...key, ...changes, updated_at: this.#clock.timestamp() };
    this.set(key.id, changed);
    return changed;
  }

  /** Whether a workspace refers to the key, archived ones included. */
  isAttached(id: string): boolean {
    return this.#workspaces.newestFirst().some(({ external_key_id }) => external_key_id === id);
  }

  /** The key as the API returns it. */
  json({ validation: _, ...key }: StoredExternalKey): ExternalKeyJson {
    return { ...key, attachment: { type: this.isAttached(key.id) ? "attached" : "unattached" } };
  }
}
