import type { z } from "zod";
import { newId, prefixes } from "./ids.ts";
import type { seedIncreaseRequest, seedSpendLimit } from "./schemas/spendLimits.ts";
import { scopeKey } from "./spendLimitScopes.ts";
import type { SpendLimitJson, SpendLimitScopeJson, StoredIncreaseRequest } from "./spendLimitsJson.ts";
import { defined, ValidationError } from "./validation.ts";

/** Returns the ID that a reference of a seed selects. `path` is for the error. */
interface References {
  readonly user: (reference: string, path: string) => string;
  readonly workspace: (reference: string, path: string) => string;
}

/** The spend limits of a seed with the defaults of omitted fields. References become IDs. */
export function spendLimitsOf(
  given: readonly z.output<typeof seedSpendLimit>[],
  { present, currency }: { present: string; currency: string },
  references: References,
): SpendLimitJson[] {
  const seen = new Map<string, number>();
  return given.map((limit, index) => {
    const path = `spend_limits[${index}]`;
    const scope = scopeOf(limit.scope, `${path}.scope`, references);
    const full: SpendLimitJson = {
      id: newId(prefixes.spendLimit),
      created_at: present,
      currency,
      is_enabled: true,
      period: "monthly",
      ...defined(limit),
      updated_at: limit.updated_at ?? limit.created_at ?? present,
      type: "spend_limit",
      scope,
    };
    for (const [key, field] of [
      [`id ${full.id}`, "id"],
      [`${full.period} ${scopeKey(scope)}`, "scope"],
    ] as const) {
      const first = seen.get(key);
      if (first !== undefined) {
        throw new ValidationError(`${path}.${field}`, `spend_limits[${first}] has the same value`);
      }
      seen.set(key, index);
    }
    return full;
  });
}

/** The increase requests of a seed with the defaults of omitted fields. */
export function increaseRequestsOf(
  given: readonly z.output<typeof seedIncreaseRequest>[],
  present: string,
  { user }: References,
): StoredIncreaseRequest[] {
  return given.map((request, index) => {
    const path = `spend_limit_increase_requests[${index}]`;
    const { resolved_by: by, status = "pending" } = request;
    const created = request.created_at ?? present;
    return {
      id: newId(prefixes.increaseRequest),
      period: "monthly",
      ...defined(request),
      type: "spend_limit_increase_request",
      status,
      created_at: created,
      actor: { type: "user_actor", user_id: user(request.actor.user_id, `${path}.actor.user_id`) },
      resolved_at: request.resolved_at ?? (status === "pending" ? null : created),
      resolved_by:
        by?.type === "user_actor"
          ? { ...by, user_id: user(by.user_id, `${path}.resolved_by.user_id`) }
          : (by ?? null),
    };
  });
}

function scopeOf(scope: SpendLimitScopeJson, path: string, references: References): SpendLimitScopeJson {
  if (scope.type === "workspace") {
    return { ...scope, workspace_id: references.workspace(scope.workspace_id, `${path}.workspace_id`) };
  }
  if (scope.type === "user") {
    return { ...scope, user_id: references.user(scope.user_id, `${path}.user_id`) };
  }
  return scope;
}
