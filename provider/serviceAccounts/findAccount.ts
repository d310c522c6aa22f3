import { type Attempts, byId } from "../api/absence.ts";
import type { ServiceAccountWire } from "../api/serviceAccounts/objects.ts";
import type { MinFreshness } from "../api/sharedList.ts";
import { UserError } from "../errors.ts";
import type { Operation } from "../kernel/definition.ts";

/** A service account in messages: `service account "deploy" (svac_...)`. */
export function shownAccount(name: string | undefined, id: string): string {
  return name === undefined ? `service account ${id}` : `service account ${JSON.stringify(name)} (${id})`;
}

/** The service account with this ID, active or archived, from the shared list or else by its own request. Undefined if the API has none. */
export async function findAccount(
  { cache }: Operation,
  id: string,
  minFreshness: MinFreshness,
  attempts: Attempts = "once",
): Promise<ServiceAccountWire | undefined> {
  const { serviceAccounts } = cache;
  const lookup = byId(
    id,
    (freshness) => serviceAccounts.all(freshness),
    () => serviceAccounts.confirm(id),
  );
  const found = await cache.find(lookup, minFreshness, attempts);
  // A credential that can read service accounts can read workspaces, and a list of workspaces is never empty.
  if (found === undefined) await cache.workspaces(minFreshness);
  return found;
}

/** The service account with this name. An active one precedes archived ones. */
export async function accountNamed(
  { cache }: Operation,
  name: string,
  minFreshness: MinFreshness,
): Promise<ServiceAccountWire | undefined> {
  const accounts = await cache.serviceAccounts.all(minFreshness);
  // An organization can have no service account, but not if its other lists are empty, too.
  if (accounts.length === 0) await cache.workspaces(minFreshness);
  const named = accounts.filter((account) => account.name === name);
  return named.find(({ archived_at: at }) => at === null) ?? named[0];
}

/** Rejects an unknown or archived service account. */
export async function requireAccount(
  operation: Operation,
  id: string,
  minFreshness: MinFreshness,
  doing: string,
  attempts?: Attempts,
): Promise<void> {
  const account = await findAccount(operation, id, minFreshness, attempts);
  if (account !== undefined && account.archived_at === null) return;
  throw new UserError(
    account === undefined
      ? `cannot ${doing}: the organization has no service account ${id}. Use another service account.`
      : `cannot ${doing}: ${shownAccount(account.name, id)} is archived, which is final. Use another service account.`,
  );
}
