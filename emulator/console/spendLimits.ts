import { currencyOf, scopeRules } from "../spendLimitScopes.ts";
import type { SpendLimitJson, SpendLimitScopeJson, StoredIncreaseRequest } from "../spendLimitsJson.ts";
import type { OrganizationState } from "../state/organization.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findUser, findWorkspace } from "./find.ts";

/** The actions of an admin on spend limits, in the Console or in claude.ai. */
export function spendLimitActions(current: () => OrganizationState) {
  return {
    setSpendLimit(scope, amount, period = "monthly") {
      const state = current();
      const currency = currencyOf(state.settings);
      return state.spendLimits.upsert({ scope: resolved(state, scope), period, amount, currency });
    },

    deleteSpendLimit(id) {
      current().spendLimits.delete(findLimit(current(), id).id);
    },

    setExtraUsage(enabled) {
      const { spendLimits } = current();
      for (const limit of spendLimits.newestFirst()) {
        if (limit.scope.type === "organization") spendLimits.set(limit.id, { ...limit, is_enabled: enabled });
      }
    },

    requestSpendLimitIncrease: (emailOrUserId, period = "monthly") =>
      current().increaseRequests.add(findUser(current(), emailOrUserId).id, period),

    approveSpendLimitIncrease(id, amount) {
      const state = current();
      const request = findPendingRequest(state, id);
      const limit = state.spendLimits.upsert({
        scope: { type: "user", user_id: request.actor.user_id },
        period: request.period,
        amount,
        currency: currencyOf(state.settings),
      });
      state.increaseRequests.resolve(request, "approved", someAdmin(state));
      return limit;
    },

    denySpendLimitIncrease: (id) =>
      current().increaseRequests.resolve(findPendingRequest(current(), id), "denied", someAdmin(current())),
  } satisfies Partial<ConsoleActions>;
}

/** The scope with IDs for names and email addresses. */
function resolved(state: OrganizationState, scope: SpendLimitScopeJson): SpendLimitScopeJson {
  const { types } = scopeRules(state.settings);
  if (!types.includes(scope.type)) {
    throw new ConsoleError(`This type of organization has no "${scope.type}" limits.`);
  }
  if (scope.type === "workspace") {
    return { type: "workspace", workspace_id: findWorkspace(state, scope.workspace_id).id };
  }
  return scope.type === "user" ? { type: "user", user_id: findUser(state, scope.user_id).id } : scope;
}

function findLimit({ spendLimits }: OrganizationState, id: string): SpendLimitJson {
  const limit = spendLimits.get(id);
  if (limit === undefined) throw new ConsoleError(`There is no spend limit "${id}".`);
  return limit;
}

function findPendingRequest({ increaseRequests }: OrganizationState, id: string): StoredIncreaseRequest {
  const request = increaseRequests.get(id);
  if (request === undefined) throw new ConsoleError(`There is no increase request "${id}".`);
  if (request.status === "pending") return request;
  throw new ConsoleError(`The increase request "${id}" is ${request.status}, not pending.`);
}

/** The Console acts for the admin who joined first. */
function someAdmin({ users }: OrganizationState): { type: "user_actor"; user_id: string } {
  const admin = users.oldestFirst().find(({ role }) => ["admin", "owner", "primary_owner"].includes(role));
  if (admin === undefined) throw new ConsoleError("The organization has no admin.");
  return { type: "user_actor", user_id: admin.id };
}
