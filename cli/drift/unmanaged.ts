import { settable } from "../../provider/api/spendLimits/settable.ts";
import type { ObjectName } from "../../provider/kernel/definition.ts";
import { managedIn } from "../../provider/kernel/managed.ts";
import { NameSet, objectName } from "../../provider/kernel/objectName.ts";
import { membershipId, membershipNames } from "../../provider/memberships/names.ts";
import { kinds } from "../../provider/registry.ts";
import { keyIn } from "../../provider/resources/externalKey/identity.ts";
import { configOf } from "../../provider/resources/externalKey/wire.ts";
import { targetNames } from "../../provider/resources/spendLimit/identity.ts";
import { amountOf } from "../../provider/resources/spendLimit/wire.ts";
import { idOfGroup } from "../../provider/resources/workspaceRateLimit/identity.ts";
import { idOfMembership } from "../../provider/resources/workspaceServiceAccount/identity.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { userNames } from "../../provider/users/names.ts";
import { isImplicit } from "../../provider/users/roles.ts";
import { findDefaultWorkspace } from "../organization/readOrganization.ts";
import { propertiesOf } from "../organization/spendLimits.ts";
import type { StackResource } from "../states/stackState.ts";
import type { DriftContext } from "./context.ts";
import { unmanagedFederation } from "./federation.ts";
import type { Finding } from "./finding.ts";
import { unmanagedGroups } from "./groups.ts";
import { complianceName, limitName } from "./subject.ts";

/** Objects of the organization that no stack manages, except archived workspaces, ended invitations and unusable keys. */
export function unmanaged(context: DriftContext): Finding[] {
  const managed = new NameSet(context.stacks.flatMap(({ state }) => state.resources.flatMap(managedBy)));
  const isManaged = (...names: readonly ObjectName[]) => names.some((name) => managed.has(name));
  const { workspaces, users, invites, members, apiKeys } = context.organization;
  const defaultWorkspace = findDefaultWorkspace(workspaces);
  return [
    ...workspaces
      .filter((workspace) => workspace.archived_at === null && workspace !== defaultWorkspace)
      .filter(({ id }) => !isManaged(objectName("Workspace", id)))
      .map(({ id, name, created_at: at }) =>
        finding("Workspace", id, name, `no stack manages this workspace, created ${day(at)}`),
      ),
    ...users
      .filter(({ id, email }) => !isManaged(...userNames({ email: normalEmail(email), userId: id })))
      .map(({ id, email, role, added_at: at }) =>
        finding("Member", normalEmail(email), normalEmail(email), `${role}, added ${day(at)}`, {
          user: { email: normalEmail(email), userId: id },
          differences: [{ property: "role", actual: role }],
        }),
      ),
    ...[...members.values()].flat().flatMap(({ workspace_id: id, user_id: userId, workspace_role: role }) => {
      const user = context.user(userId);
      if (user !== undefined && isImplicit(user, role)) return [];
      const email = user === undefined ? undefined : normalEmail(user.email);
      // A WorkspaceMembers resource reports undeclared members itself, except those in its `except`.
      if (isManaged(objectName("WorkspaceMembers", id))) return [];
      if (isManaged(...membershipNames(id, { email, userId }))) return [];
      return [
        finding("WorkspaceMember", membershipId(id, email ?? userId), email ?? userId, role, {
          workspace: context.workspace(id),
          user: { ...(email === undefined ? {} : { email }), userId },
          differences: [{ property: "role", actual: role }],
        }),
      ];
    }),
    ...unmanagedRateLimits(context),
    ...unmanagedSpendLimits(context, isManaged),
    ...unmanagedEncryption(context, isManaged),
    ...unmanagedFederation(context, isManaged),
    ...unmanagedServiceAccounts(context, isManaged),
    ...unmanagedGroups(context, managed),
    ...invites
      .filter(({ status }) => status === "pending")
      .filter(
        ({ id, email }) => !isManaged(objectName("Invite", id), ...userNames({ email: normalEmail(email) })),
      )
      .map(({ id, email, role, expires_at: until }) =>
        finding("Invite", id, normalEmail(email), `invited as ${role} until ${day(until)}`, {
          user: { email: normalEmail(email) },
          differences: [{ property: "role", actual: role }],
        }),
      ),
    ...apiKeys
      .filter(({ status }) => status === "active" || status === "inactive")
      .filter(({ id }) => !isManaged(objectName("ApiKey", id)))
      .map(({ id, name, status, created_at: at, scope }) =>
        finding("ApiKey", id, name, `${status}, created ${day(at)}`, {
          ...(typeof scope.workspace_id === "string"
            ? { workspace: context.workspace(scope.workspace_id) }
            : {}),
          differences: [{ property: "status", actual: status }],
        }),
      ),
  ];
}

/** Rate limits that a workspace overrides and no resource declares: of a whole group, or further types of a declared one. */
function unmanagedRateLimits(context: DriftContext): Finding[] {
  const declared = new Set(
    context.stacks.flatMap(({ state }) =>
      state.resources
        .filter(({ kind }) => kind.kind === "WorkspaceRateLimit")
        .flatMap(({ outputs: { workspace, groupId }, outputs }) =>
          managedIn(outputs).map((path) => `${String(workspace)}/${String(groupId)} ${path}`),
        ),
    ),
  );
  return [...(context.organization.rateLimits?.overrides.values() ?? [])].flat().flatMap((entry) => {
    const { workspace_id: workspace, group, limits } = entry;
    const id = idOfGroup(workspace, group.id);
    const others = limits.filter(({ type }) => !declared.has(`${id} limits.${type}`));
    if (others.length === 0) return [];
    const list = others.map(({ type, value, org_limit: limit }) =>
      limit === null
        ? `${type} ${value}, which the organization does not limit`
        : `${type} ${value} instead of the organization's ${limit}`,
    );
    return [
      finding("WorkspaceRateLimit", id, group.display_name ?? group.type, list.join("; "), {
        workspace: context.workspace(workspace),
        differences: others.map(({ type, value }) => ({ property: `limits.${type}`, actual: value })),
      }),
    ];
  });
}

/** Spend limits that the API can set and no resource declares, except those of archived workspaces. */
function unmanagedSpendLimits(
  context: DriftContext,
  isManaged: (...names: readonly ObjectName[]) => boolean,
): Finding[] {
  const { spendLimits = [], workspaces } = context.organization;
  const archived = new Set(workspaces.filter(({ archived_at: at }) => at !== null).map(({ id }) => id));
  return settable(spendLimits)
    .filter(({ scope }) => !archived.has(scope.workspace_id ?? ""))
    .flatMap((limit) => {
      const properties = propertiesOf(limit);
      const { workspace, userId } = properties;
      if (isManaged(objectName("SpendLimit", limit.id), ...targetNames(properties))) return [];
      const email = normalEmail(context.user(userId)?.email ?? "");
      const user = { ...(email === "" ? {} : { email }), ...(userId === undefined ? {} : { userId }) };
      const amount = amountOf(limit);
      const name = userId === undefined ? limitName({ ...properties }) : email === "" ? userId : email;
      const detail = `${limit.period} limit of ${amount} ${limit.currency}, set ${day(limit.updated_at)}`;
      return [
        finding("SpendLimit", limit.id, name, detail, {
          ...(workspace === undefined ? {} : { workspace: context.workspace(workspace) }),
          ...(userId === undefined ? {} : { user }),
          differences: [{ property: "amount", actual: amount }],
        }),
      ];
    });
}

/** External keys, and Compliance Settings that are enabled, unlike those of a new organization. */
function unmanagedEncryption(
  { organization: { id, externalKeys = [], complianceState } }: DriftContext,
  isManaged: (...names: readonly ObjectName[]) => boolean,
): Finding[] {
  const isDeclared = isManaged(...kinds.ComplianceSettings.names({}, id));
  return [
    ...externalKeys
      .filter((key) => !isManaged(objectName("ExternalKey", key.id)))
      .map((key) => {
        const where = keyIn(configOf(key.provider_config));
        return finding(
          "ExternalKey",
          key.id,
          key.display_name ?? where,
          `${where}, created ${day(key.created_at)}`,
        );
      }),
    ...(complianceState !== "enabled" || isDeclared
      ? []
      : [
          finding("ComplianceSettings", id, complianceName, "the Compliance API is enabled", {
            differences: [{ property: "state", actual: complianceState }],
          }),
        ]),
  ];
}

/** Active service accounts and their explicit memberships that no resource declares. */
function unmanagedServiceAccounts(
  context: DriftContext,
  isManaged: (...names: readonly ObjectName[]) => boolean,
): Finding[] {
  const { accounts = [], members = [] } = context.organization.serviceAccounts ?? {};
  return [
    ...accounts
      .filter(({ archived_at: at }) => at === null)
      .filter(({ id }) => !isManaged(objectName("ServiceAccount", id)))
      .map(({ id, name, organization_role: role, created_at: at }) =>
        finding("ServiceAccount", id, name, `${role}, created ${day(at)}`, {
          differences: [{ property: "organizationRole", actual: role }],
        }),
      ),
    ...members.flatMap(({ workspace_id: workspace, service_account_id: account, workspace_role: role }) => {
      const id = idOfMembership({ workspace, serviceAccount: account });
      if (isManaged(objectName("WorkspaceServiceAccount", id))) return [];
      const serviceAccount = context.serviceAccount(account);
      return [
        finding("WorkspaceServiceAccount", id, serviceAccount.name, role, {
          workspace: context.workspace(workspace),
          serviceAccount,
          differences: [{ property: "role", actual: role }],
        }),
      ];
    }),
  ];
}

/** The names of what a resource manages. Once the ID of a user is known, another user may have the recorded email. */
function managedBy({ kind, id, outputs }: StackResource): readonly ObjectName[] {
  const names = kind.names(outputs, id);
  const isKnown = names.some(({ by }) => by === "userId");
  return isKnown && kind.kind !== "WorkspaceMembers" && kind.kind !== "RbacGroupMembers"
    ? names.filter(({ by }) => by !== "email")
    : names;
}

function finding(
  kind: Finding["kind"],
  id: string,
  name: string,
  detail: string,
  more: Partial<Pick<Finding, "workspace" | "user" | "serviceAccount" | "differences">> = {},
): Finding {
  return { category: "unmanaged", kind, id, name, declarations: [], differences: [], ...more, detail };
}

function day(timestamp: string): string {
  return timestamp.slice(0, 10);
}
