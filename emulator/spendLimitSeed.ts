import type { z } from "zod";
import { newId, prefixes } from "./ids.ts";
import type { seedIncreaseRequest, seedSpendLimit } from "./schemas/spendLimits.ts";
import { scopeKey } from "./spendLimitScopes.ts";
import type { SpendLimitJson, SpendLimitScopeJson, StoredIncreaseRequest } from "./spendLimitsJson.ts";
import { checkDistinct, defined } from "./validation.ts";

/** Returns the ID that a reference of a seed selects. `path` is for the error. */
interface References {
  readonly user: (reference: string, path: string, mayBeRemoved?: boolean) => string;
  readonly workspace: (reference: string, path: string) => string;
}

/** The spend limits of a seed with the defaults of omitted fields. References become IDs. */
export function spendLimitsOf(
  given: readonly z.output<typeof seedSpendLimit>[],
  { present, currency }: { present: string; currency: string },
  references: References,
): SpendLimitJson[] {
  const limits = given.map(
    (limit, index): SpendLimitJson => ({
      id: newId(prefixes.spendLimit),
      created_at: present,
      currency,
      is_enabled: true,
      period: "monthly",
      ...defined(limit),
      updated_at: limit.updated_at ?? limit.created_at ?? present,
      type: "spend_limit",
      scope: scopeOf(limit.scope, `spend_limits[${index}].scope`, references),
    }),
  );
  checkDistinct(limits, (limit) => limit.id, "spend_limits", "id");
  checkDistinct(limits, (limit) => `${limit.period} ${scopeKey(limit.scope)}`, "spend_limits", "scope");
  return limits;
}

/** The increase requests of a seed with the defaults of omitted fields. */
export function increaseRequestsOf(
  given: readonly z.output<typeof seedIncreaseRequest>[],
  present: string,
  { user }: References,
): StoredIncreaseRequest[] {
  const requests = given.map((request, index): StoredIncreaseRequest => {
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
      // Requests of users who were removed stay.
      actor: { type: "user_actor", user_id: user(request.actor.user_id, `${path}.actor.user_id`, true) },
      resolved_at: request.resolved_at ?? (status === "pending" ? null : created),
      resolved_by:
        by?.type === "user_actor"
          ? { ...by, user_id: user(by.user_id, `${path}.resolved_by.user_id`, true) }
          : (by ?? null),
    };
  });
  checkDistinct(requests, (request) => request.id, "spend_limit_increase_requests", "id");
  return requests;
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
