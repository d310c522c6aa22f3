import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import { newId, prefixes } from "../ids.ts";
import { scopeKey } from "../spendLimitScopes.ts";
import type { SpendLimitJson, SpendLimitPeriod, SpendLimitScopeJson } from "../spendLimitsJson.ts";

/** The properties that identify a spend limit, apart from its ID. */
export interface SpendLimitTarget {
  readonly scope: SpendLimitScopeJson;
  readonly period: SpendLimitPeriod;
}

/** The spend limits of an organization: at most one per scope and period. */
export class SpendLimits extends Collection<SpendLimitJson> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  find({ scope, period }: SpendLimitTarget): SpendLimitJson | undefined {
    const key = scopeKey(scope);
    return this.newestFirst().find((limit) => limit.period === period && scopeKey(limit.scope) === key);
  }

  /** Creates the limit or changes its amount. With `id: "new"`, a changed limit gets another ID. */
  upsert(
    wanted: SpendLimitTarget & { amount: string | null; currency: string },
    { id }: { id: "keep" | "new" } = { id: "keep" },
  ): SpendLimitJson {
    const before = this.find(wanted);
    const now = this.#clock.timestamp();
    const limit: SpendLimitJson = {
      type: "spend_limit",
      created_at: now,
      is_enabled: true,
      ...before,
      ...wanted,
      id: before !== undefined && id === "keep" ? before.id : newId(prefixes.spendLimit),
      updated_at: now,
    };
    if (before !== undefined && before.id !== limit.id) this.delete(before.id);
    this.set(limit.id, limit);
    return limit;
  }

  /** Removes a user's limits. */
  removeUser(userId: string): void {
    for (const { id, scope } of this.newestFirst()) {
      if (scope.type === "user" && scope.user_id === userId) this.delete(id);
    }
  }
}
