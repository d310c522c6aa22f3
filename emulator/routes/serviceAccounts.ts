import { z } from "zod";
import { ErrorResponse, invalid } from "../errors.ts";
import type { CursorPageJson } from "../json.ts";
import { type Call, found, type Route } from "../routing.ts";
import {
  serviceAccountDescription,
  serviceAccountName,
  serviceAccountRole,
} from "../schemas/serviceAccounts.ts";
import type { ServiceAccountJson } from "../serviceAccountsJson.ts";
import { fields } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";

const path = "/v1/organizations/service_accounts";
const accountPath = `${path}/{service_account_id}`;

export const serviceAccountRoutes: readonly Route[] = [
  { method: "POST", path, takes: "json", handle: createServiceAccount },
  { method: "GET", path, query: ["include_archived", "limit", "page"], handle: listServiceAccounts },
  { method: "GET", path: accountPath, handle: readServiceAccount },
  { method: "POST", path: accountPath, takes: "json", handle: updateServiceAccount },
  { method: "POST", path: `${accountPath}/archive`, handle: archiveServiceAccount },
];

const description = z.nullish(serviceAccountDescription);
const newServiceAccount = fields({
  name: serviceAccountName,
  description,
  organization_role: z.optional(serviceAccountRole),
});
const changedServiceAccount = fields({ description, organization_role: z.nullish(serviceAccountRole) });

function createServiceAccount(call: Call): ServiceAccountJson {
  const { state, assumptions } = call;
  const wanted = call.body(newServiceAccount);
  checkRole(call, wanted.organization_role);
  const includeArchived = assumptions.archivedServiceAccountName !== "allow";
  if (state.serviceAccounts.byName(wanted.name, includeArchived) !== undefined) {
    throw new ErrorResponse(409, `A service account named '${wanted.name}' already exists`);
  }
  return state.serviceAccounts.add(wanted);
}

function listServiceAccounts(call: Call): CursorPageJson<ServiceAccountJson> {
  const { state, query, assumptions } = call;
  const includeArchived = query.boolean("include_archived");
  const accounts = state.serviceAccounts
    .newestFirstAgo(Math.max(assumptions.staleLists, assumptions.staleServiceAccounts))
    .filter(({ archived_at }) => includeArchived || archived_at === null);
  return cursorPage(call, accounts, { filters: [includeArchived], max: 100 });
}

/** The service account with this ID. A new one may be unknown for a moment. */
export function knownServiceAccount({ state, assumptions }: Call, id: string): ServiceAccountJson {
  const isKnown = state.serviceAccounts.getAgo(id, assumptions.staleServiceAccounts) !== undefined;
  return found(isKnown ? state.serviceAccounts.get(id) : undefined, "Service account", id);
}

function readServiceAccount({ state, assumptions, id }: Call): ServiceAccountJson {
  const accountId = id("service_account_id");
  const account = state.serviceAccounts.getAgo(accountId, assumptions.staleServiceAccounts);
  return found(account, "Service account", accountId);
}

function updateServiceAccount(call: Call): ServiceAccountJson {
  const { state } = call;
  const changes = call.body(changedServiceAccount);
  const account = knownServiceAccount(call, call.id("service_account_id"));
  checkRole(call, changes.organization_role);
  if (account.archived_at !== null) throw invalid("The service account is archived");
  return state.serviceAccounts.change(account, {
    ...(changes.description === undefined ? {} : { description: changes.description ?? "" }),
    ...(changes.organization_role == null ? {} : { organization_role: changes.organization_role }),
  });
}

function archiveServiceAccount(call: Call): ServiceAccountJson {
  const account = knownServiceAccount(call, call.id("service_account_id"));
  const [rule] = call.state.rulesFor(account.id);
  if (rule !== undefined) throw invalid(`The federation rule '${rule.id}' still targets the service account`);
  return call.state.serviceAccounts.archive(account);
}

/** Only an interactive login can create or promote admins, even if the role stays the same. */
function checkRole({ credential }: Call, wanted: string | null | undefined): void {
  if (wanted !== "admin" || credential === "interactiveOauth") return;
  throw new ErrorResponse(403, "organization_role: 'admin' requires a credential from an interactive login");
}
