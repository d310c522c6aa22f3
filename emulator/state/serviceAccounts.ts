import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import { newId, prefixes } from "../ids.ts";
import type { ServiceAccountJson, ServiceAccountRole } from "../serviceAccountsJson.ts";

/** The properties of a new service account. */
export interface NewServiceAccount {
  name: string;
  description?: string | null | undefined;
  organization_role?: ServiceAccountRole | undefined;
}

/** The service accounts of an organization, archived ones included. */
export class ServiceAccounts extends Collection<ServiceAccountJson> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  byName(name: string, includeArchived = true): ServiceAccountJson | undefined {
    return this.newestFirst().find(
      (account) => account.name === name && (includeArchived || account.archived_at === null),
    );
  }

  add({ name, description = null, organization_role = "developer" }: NewServiceAccount): ServiceAccountJson {
    const now = this.#clock.timestamp();
    const account: ServiceAccountJson = {
      id: newId(prefixes.serviceAccount),
      type: "service_account",
      name,
      description,
      organization_role,
      created_at: now,
      updated_at: now,
      archived_at: null,
      created_by_actor_id: null,
      updated_by_actor_id: null,
      archived_by_actor_id: null,
    };
    this.set(account.id, account);
    return account;
  }

  change(
    account: ServiceAccountJson,
    changes: Partial<Pick<ServiceAccountJson, "description" | "organization_role">>,
  ): ServiceAccountJson {
    const changed = { ...account, ...changes, updated_at: this.#clock.timestamp() };
    this.set(account.id, changed);
    return changed;
  }

  /** Keeps the first `archived_at` of an archived one. */
  archive(account: ServiceAccountJson): ServiceAccountJson {
    if (account.archived_at !== null) return account;
    const now = this.#clock.timestamp();
    const archived = { ...account, archived_at: now, updated_at: now };
    this.set(account.id, archived);
    return archived;
  }
}
