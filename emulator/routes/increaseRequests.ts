import { z } from "zod";
import { coded, invalid } from "../errors.ts";
import type { CursorPageJson } from "../json.ts";
import { type Call, checkId, found, type Route } from "../routing.ts";
import { minorUnits, period } from "../schemas/spendLimits.ts";
import { currencyOf, isEnterprise } from "../spendLimitScopes.ts";
import type {
  ApprovedIncreaseRequestJson,
  IncreaseRequestJson,
  StoredIncreaseRequest,
} from "../spendLimitsJson.ts";
import type { OrganizationState } from "../state/organization.ts";
import { actorOf, effectiveLimits } from "../usage/effectiveLimits.ts";
import { fields } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";

const path = "/v1/organizations/spend_limit_increase_requests";
const one = `${path}/{spend_limit_increase_request_id}`;

/** The key that approves and denies requests through the API. */
const decidingKey = { type: "scoped_api_key_actor", scoped_api_key_id: "apikey_01emulator" } as const;

export const increaseRequestRoutes: readonly Route[] = [
  {
    method: "GET",
    path,
    query: ["status", "actor_ids", "limit", "page"],
    countedAsSpendLimit: true,
    handle: listRequests,
  },
  {
    method: "GET",
    path: one,
    countedAsSpendLimit: true,
    handle: (call) => requestJson(call.state, requestOf(call)),
  },
  { method: "POST", path: `${one}/approve`, takes: "json", countedAsSpendLimit: true, handle: approve },
  { method: "POST", path: `${one}/deny`, takes: "json", countedAsSpendLimit: true, handle: deny },
];

const approval = fields({
  amount: minorUnits,
  period: z.nullish(period),
  suppress_notification: z.optional(z.boolean()),
});
const denial = fields({ suppress_notification: z.optional(z.boolean()) });

function listRequests(call: Call): CursorPageJson<IncreaseRequestJson> {
  const { state, query, assumptions } = call;
  checkType(call);
  const statuses = query.someOf("status", ["approved", "denied", "pending"]);
  const actorIds = query.list("actor_ids");
  for (const id of actorIds) checkId("user_id", id, assumptions);
  const requests = state.increaseRequests
    .newestFirstAgo(assumptions.staleLists)
    .filter(
      ({ status, actor }) =>
        state.users.has(actor.user_id) &&
        (statuses.length === 0 || statuses.includes(status)) &&
        (actorIds.length === 0 || actorIds.includes(actor.user_id)),
    );
  const page = cursorPage(call, requests, { filters: [statuses, actorIds] });
  return { ...page, data: page.data.map((request) => requestJson(state, request)) };
}

function requestOf(call: Call): StoredIncreaseRequest {
  checkType(call);
  const id = call.id("spend_limit_increase_request_id");
  return found(call.state.increaseRequests.get(id), "Spend limit increase request", id);
}

function approve(call: Call): ApprovedIncreaseRequestJson {
  const { state } = call;
  const wanted = call.body(approval);
  const request = requestOf(call);
  if (request.status !== "pending") throw invalid(`The request is ${request.status}, not pending`);
  const limit = state.spendLimits.upsert({
    scope: { type: "user", user_id: request.actor.user_id },
    period: wanted.period ?? request.period,
    amount: String(BigInt(wanted.amount)),
    currency: currencyOf(state.settings),
  });
  const approved = state.increaseRequests.resolve(request, "approved", decidingKey);
  return { ...requestJson(state, approved), spend_limit: limit };
}

function deny(call: Call): IncreaseRequestJson {
  const { state } = call;
  call.body(denial);
  const request = requestOf(call);
  if (request.status === "approved") throw invalid("The request is approved and cannot be denied");
  const denied =
    request.status === "denied" ? request : state.increaseRequests.resolve(request, "denied", decidingKey);
  return requestJson(state, denied);
}

/** Users of a Console organization cannot request a higher limit. */
function checkType({ state, assumptions }: Call): void {
  if (!isEnterprise(state.settings) && assumptions.consoleIncreaseRequests === 400) {
    throw coded("organization_type_not_supported");
  }
}

/** The request in a response. While it is pending, the user's current limit and spend are computed. */
function requestJson(state: OrganizationState, request: StoredIncreaseRequest): IncreaseRequestJson {
  const { actor, resolved_by: by, period: every } = request;
  const [summary] = request.status === "pending" ? effectiveLimits(state, [actor.user_id], [every]) : [];
  return {
    ...request,
    actor: actorOf(state, actor.user_id),
    resolved_by: by?.type === "user_actor" ? actorOf(state, by.user_id) : by,
    spend_summary: summary ?? null,
  };
}
