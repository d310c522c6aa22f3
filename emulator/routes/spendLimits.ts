import { z } from "zod";
import { coded, invalid, notFound } from "../errors.ts";
import type { CursorPageJson } from "../json.ts";
import { type Call, checkId, found, type Route, reject } from "../routing.ts";
import { minorUnits, period, writableScope } from "../schemas/spendLimits.ts";
import { currencyOf, isEnterprise, periods, scopeRules } from "../spendLimitScopes.ts";
import type { SpendLimitJson, SpendSummaryJson } from "../spendLimitsJson.ts";
import { effectiveLimits } from "../usage/effectiveLimits.ts";
import { fields, ValidationError } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";

const path = "/v1/organizations/spend_limits";
const listBeta = "spend-limit-reads-2026-09-26";

export const spendLimitRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${path}/effective`,
    query: ["period", "user_ids", "limit", "page"],
    countedAsSpendLimit: true,
    handle: listEffective,
  },
  {
    method: "GET",
    path,
    query: ["scope_type", "workspace_id", "limit", "page"],
    countedAsSpendLimit: true,
    handle: listSpendLimits,
  },
  {
    method: "GET",
    path: `${path}/{spend_limit_id}`,
    countedAsSpendLimit: true,
    handle: (call) => {
      checkAccess(call);
      return spendLimitOf(call);
    },
  },
  { method: "POST", path, takes: "json", countedAsSpendLimit: true, handle: setSpendLimit },
  {
    method: "DELETE",
    path: `${path}/{spend_limit_id}`,
    countedAsSpendLimit: true,
    handle: deleteSpendLimit,
  },
];

const wantedLimit = fields({
  amount: z.nullable(minorUnits),
  scope: writableScope,
  period: z.nullish(period),
});

function listSpendLimits(call: Call): CursorPageJson<SpendLimitJson> {
  const { state, query, assumptions, betas } = call;
  if (!betas.has(listBeta)) throw invalid(`anthropic-beta: this endpoint requires '${listBeta}'`);
  const { settings } = state;
  const enterprise = isEnterprise(settings);
  if (!enterprise && settings.spend_limits_early_access !== true) {
    throw coded("organization_type_not_supported");
  }
  const { types } = scopeRules(settings);
  const scopeTypes = query.someOf("scope_type", types);
  const workspaceId = query.text("workspace_id");
  if (workspaceId !== undefined) {
    if (enterprise) throw new ValidationError("workspace_id", "This organization has no workspaces");
    checkId("workspace_id", workspaceId, assumptions);
  }
  const limits = state.spendLimits
    .newestFirstAgo(assumptions.staleLists)
    .filter(
      (limit) =>
        isShown(call, limit) &&
        (scopeTypes.length === 0 || scopeTypes.includes(limit.scope.type)) &&
        (workspaceId === undefined ||
          (limit.scope.type === "workspace" && limit.scope.workspace_id === workspaceId)),
    );
  const rank = ({ scope }: SpendLimitJson): number => types.indexOf(scope.type);
  const sorted = enterprise ? limits.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)) : limits;
  return cursorPage(call, sorted, { filters: [scopeTypes, workspaceId] });
}

/** Hides limits that an organization still has from its former type. */
function isShown({ state, assumptions }: Call, { scope }: SpendLimitJson): boolean {
  if (!scopeRules(state.settings).types.includes(scope.type)) return false;
  return (
    scope.type !== "workspace" ||
    assumptions.archivedWorkspaceSpendLimits === "keep" ||
    state.workspaces.get(scope.workspace_id)?.archived_at === null
  );
}

function spendLimitOf(call: Call): SpendLimitJson {
  const id = call.id("spend_limit_id");
  const limit = call.state.spendLimits.get(id);
  return found(limit !== undefined && isShown(call, limit) ? limit : undefined, "Spend limit", id);
}

function setSpendLimit(call: Call): SpendLimitJson {
  const { state, assumptions } = call;
  const wanted = call.body(wantedLimit);
  checkAccess(call);
  const { scope, amount } = wanted;
  const every = wanted.period ?? "monthly";
  if (!scopeRules(state.settings).writable.includes(scope.type)) {
    throw invalid(`scope: this type of organization cannot set '${scope.type}' limits`);
  }
  if (scope.type === "user") {
    checkId("user_id", scope.user_id, assumptions);
    if (!state.users.has(scope.user_id)) throw notFound(`User '${scope.user_id}' not found`);
  } else {
    if (amount === null) throw new ValidationError("amount", "Input should be a valid string");
    if (every !== "monthly") throw new ValidationError("period", "Input should be 'monthly'");
    if (scope.type === "workspace") checkWorkspace(call, scope.workspace_id, amount);
  }
  const currency = currencyOf(state.settings);
  return state.spendLimits.upsert(
    { scope, period: every, amount: amount === null ? null : String(BigInt(amount)), currency },
    { id: assumptions.spendLimitUpsertId },
  );
}

function checkWorkspace({ state, assumptions }: Call, id: string, amount: string): void {
  checkId("workspace_id", id, assumptions);
  const workspace = found(state.workspaces.get(id), "Workspace", id);
  if (workspace.archived_at !== null && assumptions.archivedWorkspaceSpendLimit !== "allow") {
    reject(assumptions.archivedWorkspaceSpendLimit, "The workspace is archived");
  }
  if (id === state.defaultWorkspaceId && assumptions.defaultWorkspaceSpendLimit !== "allow") {
    reject(assumptions.defaultWorkspaceSpendLimit, "The default workspace cannot have a spend limit");
  }
  const organization = state.spendLimits.find({ scope: { type: "organization" }, period: "monthly" });
  const above =
    organization !== undefined &&
    organization.amount !== null &&
    BigInt(amount) > BigInt(organization.amount);
  if (above && assumptions.spendLimitAboveOrganization !== "allow") {
    reject(assumptions.spendLimitAboveOrganization, "amount: exceeds the organization's spend limit");
  }
}

function deleteSpendLimit(call: Call): object {
  const { state, assumptions } = call;
  checkAccess(call);
  const limit = spendLimitOf(call);
  if (!scopeRules(state.settings).writable.includes(limit.scope.type)) {
    reject(assumptions.readOnlySpendLimit, `A '${limit.scope.type}' limit cannot be deleted`);
  }
  state.spendLimits.delete(limit.id);
  return { id: limit.id, type: "spend_limit_deleted" };
}

/** Rejects a Console organization without early access. */
function checkAccess({ state: { settings } }: Call): void {
  if (!isEnterprise(settings) && settings.spend_limits_early_access !== true) {
    throw coded("spend_limits_admin_api_writes_not_enabled");
  }
}

function listEffective(call: Call): CursorPageJson<SpendSummaryJson> {
  const { state, query, assumptions } = call;
  if (!isEnterprise(state.settings)) throw coded("organization_type_not_supported");
  const given = query.someOf("period", periods);
  const wanted = given.length === 0 ? periods : periods.filter((one) => given.includes(one));
  const userIds = query.list("user_ids");
  if (userIds.length > 100) throw new ValidationError("user_ids", "List should have at most 100 items");
  for (const id of userIds) checkId("user_id", id, assumptions);
  // A page is made of users, so that it never ends between two periods of a user.
  const users = state.users
    .newestFirst()
    .map(({ id }) => id)
    .filter((id) => userIds.length === 0 || userIds.includes(id));
  const page = cursorPage(call, users, { filters: [given, userIds] });
  return { ...page, data: effectiveLimits(state, page.data, wanted) };
}
