import { settable } from "../../provider/api/spendLimits/settable.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { membershipId } from "../../provider/memberships/names.ts";
import { keyIn } from "../../provider/resources/externalKey/identity.ts";
import { configOf } from "../../provider/resources/externalKey/wire.ts";
import { fromWire as issuerProperties } from "../../provider/resources/federationIssuer/wire.ts";
import { fromWire as ruleProperties } from "../../provider/resources/federationRule/wire.ts";
import { descriptionOf } from "../../provider/resources/serviceAccount/wire.ts";
import { amountOf } from "../../provider/resources/spendLimit/wire.ts";
import { idOfGroup } from "../../provider/resources/workspaceRateLimit/identity.ts";
import { idOfMembership } from "../../provider/resources/workspaceServiceAccount/identity.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { lists } from "../organization/families.ts";
import type { Snapshot } from "../organization/snapshot.ts";
import { propertiesOf } from "../organization/spendLimits.ts";
import { compared, describeDifferences } from "./differences.ts";
import type { Finding, KindName } from "./finding.ts";
import { complianceName, limitName } from "./subject.ts";

/** One object of a snapshot. */
interface Entry {
  readonly kind: KindName;
  readonly id: string;
  readonly name: string;
  readonly workspace?: { readonly id: string; readonly name: string };
  readonly user?: NonNullable<Finding["user"]>;
  readonly serviceAccount?: NonNullable<Finding["serviceAccount"]>;
  /** Identifies the object if its ID can change. */
  readonly key?: string;
  /** The values to compare, named like the properties of the resource type. */
  readonly values: Properties;
}

/** Every change between two snapshots: added, removed and changed objects. */
export function changesBetween(before: Snapshot, now: Snapshot): Finding[] {
  // Snapshots of an earlier version, or of a key that cannot read the limits, have no rate limits or spend limits.
  const missing = lists.filter((list) => before[list] === undefined || now[list] === undefined);
  const without = Object.fromEntries(missing.map((list) => [list, undefined]));
  const old = entriesOf({ ...before, ...without });
  const present = entriesOf({ ...now, ...without });
  const findings: Finding[] = [];
  for (const [key, entry] of present) {
    const was = old.get(key);
    if (was === undefined) {
      findings.push(found(entry, [], `added${described(entry.values)}`));
      continue;
    }
    const differences = Object.keys({ ...was.values, ...entry.values })
      .filter((property) => !isUnknown(property, was, entry))
      .flatMap((property) => compared(property, "before", was.values[property], entry.values[property]));
    if (differences.length > 0) findings.push(found(entry, differences, describeDifferences(differences)));
  }
  for (const [key, entry] of old) {
    if (!present.has(key)) findings.push(found(entry, [], `removed${described(entry.values)}`));
  }
  return findings;
}

/** The API may not know the roles of a group for a while. */
function isUnknown(property: string, ...entries: readonly Entry[]): boolean {
  return property === "roleIds" && entries.some(({ values }) => values[property] === undefined);
}

function found(
  { values: _, key: __, ...entry }: Entry,
  differences: Finding["differences"],
  detail: string,
): Finding {
  return { category: "since", ...entry, declarations: [], differences, detail };
}

/** ` (developer)`: the role, the status or the limits of an added or removed object. */
function described({ role, status, limits }: Properties): string {
  const each = Object.entries(isRecord(limits) ? limits : {}).map(
    ([type, value]) => `${type} ${String(value)}`,
  );
  const words = [role, status, ...each].filter((word) => typeof word === "string");
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function entriesOf(snapshot: Snapshot): Map<string, Entry> {
  const { default_workspace: defaultWorkspace, users, members, invites, api_keys: keys } = snapshot;
  const all = [...(defaultWorkspace === undefined ? [] : [defaultWorkspace]), ...snapshot.workspaces];
  const names = new Map(all.map(({ id, name }) => [id, name]));
  const emails = new Map(users.map(({ id, email }) => [id, normalEmail(email)]));
  const inside = (id: string) => ({ workspace: { id, name: names.get(id) ?? id } });
  const entries: Entry[] = [
    ...all.map((workspace): Entry => {
      const { id, name } = workspace;
      return { kind: "Workspace", id, name, values: valuesOf(workspace) };
    }),
    ...users.map(({ id: userId, email: address, role, name: displayName }): Entry => {
      const email = normalEmail(address);
      const values = { email, role, name: displayName };
      return { kind: "Member", id: email, name: email, user: { email, userId }, values };
    }),
    ...members.map(({ workspace_id: id, user_id: userId, workspace_role: role }): Entry => {
      const email = emails.get(userId);
      const user = { ...(email === undefined ? {} : { email }), userId };
      const name = email ?? userId;
      return {
        kind: "WorkspaceMember",
        id: membershipId(id, name),
        name,
        ...inside(id),
        user,
        values: { role },
      };
    }),
    ...rateLimitsOf(snapshot).map(({ id, name, workspace, values }): Entry => {
      return { kind: "WorkspaceRateLimit", id, name, ...inside(workspace), values };
    }),
    ...settable(snapshot.spend_limits ?? []).map((limit): Entry => {
      const { scope, period, workspace, userId } = propertiesOf(limit);
      const email = userId === undefined ? undefined : emails.get(userId);
      const values = { amount: amountOf(limit), currency: limit.currency };
      // The API may change the ID of a limit that is set again.
      const key = [scope, workspace ?? userId ?? "", period].join(" ");
      const name = email ?? userId ?? limitName({ scope, period });
      return {
        kind: "SpendLimit",
        id: limit.id,
        key,
        name,
        ...(workspace === undefined ? {} : inside(workspace)),
        ...(userId === undefined ? {} : { user: { ...(email === undefined ? {} : { email }), userId } }),
        values,
      };
    }),
    ...(snapshot.external_keys ?? []).map(({ id, display_name: displayName, provider_config }): Entry => {
      const providerConfig = configOf(provider_config);
      const name = displayName ?? keyIn(providerConfig);
      return { kind: "ExternalKey", id, name, values: { displayName, providerConfig } };
    }),
    ...groupsOf(snapshot, emails),
    ...(snapshot.compliance_settings === undefined
      ? []
      : [
          {
            kind: "ComplianceSettings",
            id: snapshot.organization.id,
            name: complianceName,
            values: { state: snapshot.compliance_settings.state.type },
          } as const,
        ]),
    ...(snapshot.federation_issuers ?? []).map((issuer): Entry => {
      const { name, issuerUrl, jwks, checkJti, maxJwtLifetimeSeconds, status } = issuerProperties(issuer);
      const values = { name, issuerUrl, jwks, checkJti, maxJwtLifetimeSeconds, status };
      return { kind: "FederationIssuer", id: issuer.id, name: issuer.name, values };
    }),
    ...(snapshot.federation_rules ?? []).map((rule): Entry => {
      const { createdAt: _, updatedAt: __, archivedAt: ___, ...values } = ruleProperties(rule);
      return { kind: "FederationRule", id: rule.id, name: rule.name, values: { ...values } };
    }),
    ...serviceAccountsOf(snapshot, inside),
    ...invites.map(({ id, email: address, role, status }): Entry => {
      const email = normalEmail(address);
      return { kind: "Invite", id, name: email, user: { email }, values: { role, status } };
    }),
    ...keys.map(({ id, name, status, expires_at: expiresAt, scope }): Entry => {
      const workspace = typeof scope.workspace_id === "string" ? inside(scope.workspace_id) : {};
      return { kind: "ApiKey", id, name, ...workspace, values: { name, status, expiresAt } };
    }),
  ];
  return new Map(entries.map((entry) => [keyOf(entry), entry]));
}

/** Service accounts and their memberships. An archived account has none, so that those of one that was archived are removed. */
function serviceAccountsOf(
  { service_accounts: accounts = [], service_account_members: members = [] }: Snapshot,
  inside: (id: string) => { readonly workspace: { readonly id: string; readonly name: string } },
): Entry[] {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return [
    ...accounts.map((account): Entry => {
      const { id, name, archived_at: at, organization_role: organizationRole } = account;
      const status = at === null ? "active" : "archived";
      const values = { status, organizationRole, description: descriptionOf(account) };
      return { kind: "ServiceAccount", id, name, values };
    }),
    ...members.map(({ workspace_id: workspace, service_account_id: id, workspace_role: role }): Entry => {
      const name = names.get(id) ?? id;
      return {
        kind: "WorkspaceServiceAccount",
        id: idOfMembership({ workspace, serviceAccount: id }),
        name,
        ...inside(workspace),
        serviceAccount: { id, name },
        values: { role },
      };
    }),
  ];
}

/** The RBAC groups and their members. Unknown roles are not compared. */
function groupsOf(
  { rbac_groups: groups = [], rbac_group_members: members = [] }: Snapshot,
  emails: ReadonlyMap<string, string>,
): Entry[] {
  return [
    ...groups.map(({ id, name, role_ids: roleIds }): Entry => {
      return { kind: "RbacGroup", id, name, values: { name, ...(roleIds === null ? {} : { roleIds }) } };
    }),
    ...members.map(({ rbac_group_id: id, user_id: userId, email: address }): Entry => {
      const email = emails.get(userId) ?? normalEmail(address);
      const group = groups.find((candidate) => candidate.id === id)?.name ?? id;
      const key = `${id} ${userId}`;
      return { kind: "RbacGroupMembers", id, name: email, key, user: { email, userId }, values: { group } };
    }),
  ];
}

/** The overrides in workspaces, by group. Leaves out the organization's limits, which cannot be changed. */
function rateLimitsOf({ rate_limits: entries = [], workspace_rate_limits: overrides = [] }: Snapshot) {
  const groups = new Map(entries.map(({ id, group }) => [id, group]));
  return overrides.map(({ workspace_id: workspace, rate_limit_id: entry, limits }) => {
    const group = groups.get(entry);
    return {
      id: idOfGroup(workspace, group?.id ?? entry),
      name: group?.display_name ?? group?.type ?? entry,
      workspace,
      values: { limits: Object.fromEntries(limits.map(({ type, value }) => [type, value])) },
    };
  });
}

/** Identifies an object in both snapshots. A user ID stays the same when the email changes. */
function keyOf({ kind, id, workspace, user, key }: Entry): string {
  if (key !== undefined) return `${kind} ${key}`;
  const userId = user?.userId;
  if (userId === undefined) return `${kind} ${id}`;
  return `${kind} ${workspace === undefined ? "" : workspace.id} ${userId}`;
}

function valuesOf(workspace: Snapshot["workspaces"][number]): Properties {
  const { name, archived_at: archivedAt, display_color: displayColor, tags } = workspace;
  const residency = workspace.data_residency;
  return {
    name,
    status: archivedAt === null ? "active" : "archived",
    displayColor,
    tags,
    dataResidency:
      residency === null
        ? null
        : {
            workspaceGeo: residency.workspace_geo,
            allowedInferenceGeos: residency.allowed_inference_geos,
            defaultInferenceGeo: residency.default_inference_geo,
          },
    externalKeyId: workspace.external_key_id,
    userProfileId: workspace.user_profile_id,
  };
}
