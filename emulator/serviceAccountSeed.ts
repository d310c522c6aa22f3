import { historyOf } from "./historyJson.ts";
import { newId, prefixes } from "./ids.ts";
import type { SeedServiceAccount, SeedServiceAccountMember } from "./seed.ts";
import type { ServiceAccountJson, ServiceAccountMemberJson } from "./serviceAccountsJson.ts";
import { serviceAccountMember } from "./state/serviceAccountMembers.ts";
import { checkDistinct, defined } from "./validation.ts";

/** The service accounts of a seed with all their fields. */
export function serviceAccountsOf(
  given: readonly SeedServiceAccount[],
  present: string,
): ServiceAccountJson[] {
  const accounts = given.map(
    (account): ServiceAccountJson => ({
      id: newId(prefixes.serviceAccount),
      description: null,
      organization_role: "developer",
      ...defined(account),
      ...historyOf(account, present),
      type: "service_account",
    }),
  );
  checkDistinct(accounts, ({ id }) => id, "service_accounts", "id");
  const active = accounts.filter(({ archived_at }) => archived_at === null);
  checkDistinct(active, ({ name }) => name, "service_accounts", "name");
  return accounts;
}

/** The memberships of a seed with IDs instead of names. */
export function serviceAccountMembersOf(
  given: readonly SeedServiceAccountMember[],
  idOf: Readonly<Record<"workspace" | "serviceAccount", (reference: string, path: string) => string>>,
): ServiceAccountMemberJson[] {
  const path = "service_account_members";
  const members = given.map((member, index) => ({
    ...serviceAccountMember(
      idOf.workspace(member.workspace_id, `${path}[${index}].workspace_id`),
      idOf.serviceAccount(member.service_account_id, `${path}[${index}].service_account_id`),
      member.workspace_role,
    ),
    created_by_actor_id: member.created_by_actor_id ?? null,
  }));
  checkDistinct(
    members,
    ({ workspace_id, service_account_id }) => `${workspace_id} ${service_account_id}`,
    path,
    "service_account_id",
  );
  return members;
}
