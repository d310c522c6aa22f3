import { normalizedEmail } from "../emails.ts";
import type { FederationIssuerJson } from "../federationJson.ts";
import type { ApiKeyJson, InviteJson, UserJson, WorkspaceJson } from "../json.ts";
import type { RbacGroupJson, StoredRbacRole } from "../rbacJson.ts";
import type { ServiceAccountJson } from "../serviceAccountsJson.ts";
import type { StoredFederationRule } from "../state/federationRules.ts";
import type { OrganizationState } from "../state/organization.ts";
import { ConsoleError } from "./definition.ts";

/** The user with this email address or ID. */
export function findUser({ users }: OrganizationState, emailOrId: string): UserJson {
  return found(users.get(emailOrId) ?? users.byEmail(emailOrId), "user", emailOrId);
}

/** The workspace with this ID, or the unarchived one with this name. */
export function findWorkspace({ workspaces }: OrganizationState, idOrName: string): WorkspaceJson {
  const byId = workspaces.get(idOrName);
  if (byId !== undefined) return byId;
  const [first, second] = workspaces
    .newestFirst()
    .filter((workspace) => workspace.archived_at === null && workspace.name === idOrName);
  if (second !== undefined) {
    throw new ConsoleError(`More than one workspace has the name "${idOrName}". Pass an ID.`);
  }
  return found(first, "workspace", idOrName);
}

/** The pending invitation with this ID or email address. */
export function findPendingInvite({ invites }: OrganizationState, emailOrId: string): InviteJson {
  const sameEmail = (invite: InviteJson): boolean =>
    normalizedEmail(invite.email) === normalizedEmail(emailOrId);
  const invite = found(
    invites.get(emailOrId) ?? invites.pendingFor(emailOrId) ?? invites.all().find(sameEmail),
    "invitation",
    emailOrId,
  );
  if (invite.status !== "pending") {
    throw new ConsoleError(
      `The invitation "${invite.id}" for ${invite.email} is ${invite.status}, not pending.`,
    );
  }
  return invite;
}

/** The API key with this ID. */
export function findApiKey({ apiKeys }: OrganizationState, id: string): ApiKeyJson {
  return found(apiKeys.get(id), "API key", id);
}

/** The service account with this ID or name. */
export function findServiceAccount(
  { serviceAccounts }: OrganizationState,
  idOrName: string,
): ServiceAccountJson {
  const account = serviceAccounts.get(idOrName) ?? serviceAccounts.byName(idOrName);
  return found(account, "service account", idOrName);
}

/** The RBAC group with this ID, or the only one with this name. */
export function findRbacGroup({ rbacGroups }: OrganizationState, idOrName: string): RbacGroupJson {
  const byName = rbacGroups.newestFirst().filter((group) => group.name === idOrName);
  if (byName.length > 1) {
    throw new ConsoleError(`More than one group has the name "${idOrName}". Pass an ID.`);
  }
  return found(rbacGroups.get(idOrName) ?? byName[0], "group", idOrName);
}

/** The role with this ID or name. */
export function findRbacRole({ rbacRoles }: OrganizationState, idOrName: string): StoredRbacRole {
  const byName = rbacRoles.newestFirst().find((role) => role.display_name === idOrName);
  return found(rbacRoles.get(idOrName) ?? byName, "role", idOrName);
}

/** The user of the enterprise with this ID, or of this organization with this email address. */
export function findEnterpriseUser(
  state: OrganizationState,
  emailOrId: string,
): { readonly id: string; readonly email: string } {
  return found(state.users.byEmail(emailOrId) ?? state.enterpriseUser(emailOrId), "user", emailOrId);
}

/** The federation issuer with this ID or name. */
export function findFederationIssuer(
  { federationIssuers }: OrganizationState,
  idOrName: string,
): FederationIssuerJson {
  const issuer = federationIssuers.get(idOrName) ?? federationIssuers.byName(idOrName);
  return found(issuer, "federation issuer", idOrName);
}

/** The federation rule with this ID or name. */
export function findFederationRule(
  { federationRules }: OrganizationState,
  idOrName: string,
): StoredFederationRule {
  const rule = federationRules.get(idOrName) ?? federationRules.byName(idOrName);
  return found(rule, "federation rule", idOrName);
}

function found<T>(object: T | undefined, type: string, reference: string): T {
  if (object === undefined) throw new ConsoleError(`There is no ${type} "${reference}".`);
  return object;
}
