import type { z } from "zod";
import { timestamp } from "./clock.ts";
import { nameFromEmail, normalizedEmail } from "./emails.ts";
import { externalKeysOf } from "./externalKeySeed.ts";
import { federationIssuersOf, federationRulesOf } from "./federationSeed.ts";
import { hasForm, newHint, newId, newUuid, prefixes } from "./ids.ts";
import type { ApiKeyJson, InviteJson, UserJson, WorkspaceJson, WorkspaceMemberJson } from "./json.ts";
import { rateLimitsOf } from "./rateLimitSeed.ts";
import { rbacGroupMembersOf, rbacGroupsOf, rbacRolesOf } from "./rbacSeed.ts";
import { seedSchema } from "./schemas/seed.ts";
import { type FullSeed, type SeedApiKey, SeedError, type SeedWorkspace } from "./seed.ts";
import { serviceAccountMembersOf, serviceAccountsOf } from "./serviceAccountSeed.ts";
import { currencyOf } from "./spendLimitScopes.ts";
import { increaseRequestsOf, spendLimitsOf } from "./spendLimitSeed.ts";
import { expiryOf } from "./state/invites.ts";
import { memberJson } from "./state/members.ts";
import { check, checkDistinct, defined, ValidationError } from "./validation.ts";
import { defaultColor, defaultResidency, residencyProblem } from "./workspaceRules.ts";

/** Checks a seed and adds the defaults of omitted fields. Throws a SeedError. */
export function fullSeed(seed: unknown, now: Date): FullSeed {
  try {
    return complete(seed, now);
  } catch (problem) {
    if (problem instanceof ValidationError) throw new SeedError(problem.path, problem.reason);
    throw problem;
  }
}

type GivenSeed = z.output<typeof seedSchema>;

/** Returns the ID of the object that a reference selects: its ID, name or email address. `path` is for the error. */
type Find = (reference: string, path: string, mayBeRemoved?: boolean) => string;

interface References {
  readonly user: Find;
  readonly workspace: Find;
  readonly defaultWorkspaceId: string;
}

function complete(seed: unknown, now: Date): FullSeed {
  const given = check(seedSchema, seed);
  const present = timestamp(now);
  const users = usersOf(given, present);
  const defaultWorkspace = defaultWorkspaceOf(given, timestamp(beforeAllWorkspaces(given, now)));
  const workspaces = workspacesOf(given, present, defaultWorkspace.id);
  const references: References = {
    user: finder(users, (user) => user.email, prefixes.user, "user", normalizedEmail),
    workspace: finder([defaultWorkspace, ...workspaces], ({ name }) => name, prefixes.workspace, "workspace"),
    defaultWorkspaceId: defaultWorkspace.id,
  };
  const serviceAccounts = serviceAccountsOf(given.service_accounts ?? [], present);
  const serviceAccount = finder(
    serviceAccounts,
    ({ name }) => name,
    prefixes.serviceAccount,
    "service account",
  );
  const issuers = federationIssuersOf(given.federation_issuers ?? [], present);
  const rules = federationRulesOf(given.federation_rules ?? [], present, {
    issuer: finder(issuers, ({ name }) => name, prefixes.federationIssuer, "federation issuer"),
    serviceAccount,
    workspace: references.workspace,
  });
  const currency = currencyOf(given.settings ?? {});
  const spendLimits = spendLimitsOf(given.spend_limits ?? [], { present, currency }, references);
  const increaseRequests = increaseRequestsOf(given.spend_limit_increase_requests ?? [], present, references);
  return {
    version: 1,
    organization: {
      id: given.organization?.id ?? newUuid(),
      name: given.organization?.name ?? "Emulated Organization",
    },
    settings: given.settings ?? {},
    users: oldestFirst(users, (user) => user.added_at),
    default_workspace: defaultWorkspace,
    workspaces: oldestFirst(workspaces, (one) => one.created_at),
    members: membersOf(given, references),
    invites: oldestFirst(invitesOf(given, present), (invite) => invite.invited_at),
    api_keys: oldestFirst(apiKeysOf(given, present, references), (key) => key.created_at),
    ...rateLimitsOf(given, references),
    spend_limits: oldestFirst(spendLimits, (limit) => limit.created_at),
    spend_limit_increase_requests: oldestFirst(increaseRequests, (request) => request.created_at),
    external_keys: oldestFirst(externalKeysOf(given.external_keys ?? [], present), (key) => key.created_at),
    compliance_settings: {
      state: { type: "disabled" },
      ...defined(given.compliance_settings ?? {}),
      type: "compliance_settings",
    },
    service_accounts: oldestFirst(serviceAccounts, (account) => account.created_at),
    service_account_members: serviceAccountMembersOf(given.service_account_members ?? [], {
      workspace: references.workspace,
      serviceAccount,
    }),
    federation_issuers: oldestFirst(issuers, (issuer) => issuer.created_at),
    federation_rules: oldestFirst(rules, (rule) => rule.created_at),
    ...rbacOf(given, present, users, references),
  };
}

function rbacOf(
  given: GivenSeed,
  present: string,
  users: readonly UserJson[],
  references: References,
): Pick<FullSeed, "rbac_roles" | "rbac_groups" | "rbac_group_members"> {
  const roles = rbacRolesOf(given.rbac_roles ?? [], present);
  const role = finder(roles, (one) => one.display_name, prefixes.rbacRole, "role");
  const groups = rbacGroupsOf(given.rbac_groups ?? [], present, role);
  const emails = new Map(
    [...(given.settings?.enterprise_users ?? []), ...users].map(({ id, email }) => [id, email]),
  );
  const members = rbacGroupMembersOf(given.rbac_group_members ?? [], present, {
    group: finder(groups, ({ name }) => name, prefixes.rbacGroup, "group"),
    user: references.user,
    emailOf: (userId) => emails.get(userId),
  });
  return {
    rbac_roles: oldestFirst(roles, (one) => one.created_at),
    rbac_groups: oldestFirst(groups, (group) => group.created_at),
    rbac_group_members: oldestFirst(members, (member) => member.created_at),
  };
}

function usersOf(given: GivenSeed, present: string): UserJson[] {
  const users = (
    given.users ?? [{ email: "admin@example.com", name: "Ada Admin", role: "admin" as const }]
  ).map(
    (user): UserJson => ({
      id: newId(prefixes.user),
      role: "user",
      added_at: present,
      name: nameFromEmail(user.email),
      ...defined(user),
      type: "user",
    }),
  );
  checkDistinct(users, (user) => user.id, "users", "id");
  checkDistinct(users, (user) => normalizedEmail(user.email), "users", "email");
  return users;
}

/** The default workspace is created with the organization, and others can have its name: only the time of creation tells them apart. */
function beforeAllWorkspaces(given: GivenSeed, now: Date): Date {
  const times = (given.workspaces ?? []).map(({ created_at: at }) =>
    at === undefined ? now.getTime() : Date.parse(at),
  );
  return new Date(Math.min(now.getTime(), ...times) - 1000);
}

function defaultWorkspaceOf(given: GivenSeed, createdAt: string): WorkspaceJson {
  const workspace = workspaceOf(
    { ...given.default_workspace, name: "Default" },
    createdAt,
    "default_workspace",
  );
  if (workspace.archived_at !== null) {
    throw new ValidationError("default_workspace.archived_at", "The default workspace cannot be archived");
  }
  return workspace;
}

function workspacesOf(given: GivenSeed, present: string, defaultId: string): WorkspaceJson[] {
  const workspaces = (given.workspaces ?? []).map((workspace, index) =>
    workspaceOf(workspace, present, `workspaces[${index}]`),
  );
  checkDistinct(workspaces, (one) => one.id, "workspaces", "id");
  if (workspaces.some((one) => one.id === defaultId)) {
    throw new ValidationError("default_workspace.id", "Another workspace has this ID");
  }
  return workspaces;
}

function workspaceOf(given: SeedWorkspace, present: string, path: string): WorkspaceJson {
  const data_residency = { ...defaultResidency(), ...defined(given.data_residency ?? {}) };
  const problem = residencyProblem(data_residency);
  if (problem !== undefined) throw new ValidationError(`${path}.data_residency`, problem);
  return {
    id: newId(prefixes.workspace),
    created_at: present,
    archived_at: null,
    display_color: defaultColor,
    compartment_id: newUuid(),
    external_key_id: null,
    user_profile_id: null,
    ...defined(given),
    type: "workspace",
    data_residency,
    tags: given.tags ?? {},
  };
}

function membersOf(given: GivenSeed, references: References): WorkspaceMemberJson[] {
  const members = (given.members ?? []).map((member, index): WorkspaceMemberJson => {
    const path = `members[${index}]`;
    const workspace_id = references.workspace(member.workspace_id, `${path}.workspace_id`);
    if (workspace_id === references.defaultWorkspaceId) {
      throw new ValidationError(`${path}.workspace_id`, "The default workspace has no explicit members");
    }
    return memberJson(
      workspace_id,
      references.user(member.user_id, `${path}.user_id`),
      member.workspace_role,
    );
  });
  checkDistinct(members, (member) => `${member.workspace_id} ${member.user_id}`, "members", "user_id");
  return members;
}

function invitesOf(given: GivenSeed, present: string): InviteJson[] {
  const invites = (given.invites ?? []).map((invite): InviteJson => {
    const invited_at = invite.invited_at ?? present;
    return {
      id: newId(prefixes.invite),
      role: "user",
      status: "pending",
      rbac_group_ids: [],
      ...defined(invite),
      type: "invite",
      invited_at,
      expires_at: invite.expires_at ?? expiryOf(invited_at),
      accepted_at: invite.accepted_at ?? (invite.status === "accepted" ? invited_at : null),
    };
  });
  checkDistinct(invites, (invite) => invite.id, "invites", "id");
  return invites;
}

function apiKeysOf(given: GivenSeed, present: string, references: References): ApiKeyJson[] {
  const keys = (given.api_keys ?? []).map((key, index) =>
    apiKeyOf(key, present, `api_keys[${index}]`, references),
  );
  checkDistinct(keys, (key) => key.id, "api_keys", "id");
  return keys;
}

function apiKeyOf(key: SeedApiKey, present: string, path: string, references: References): ApiKeyJson {
  const { created_by: creator, principal } = key;
  const scope = key.scope ?? { type: "workspace", workspace_id: references.defaultWorkspaceId };
  if (scope.type === "organization" && (principal ?? null) === null) {
    throw new ValidationError(`${path}.scope`, "Only a key with a principal can belong to the organization");
  }
  return {
    id: newId(prefixes.apiKey),
    status: "active",
    created_at: present,
    expires_at: null,
    partial_key_hint: newHint(),
    ...defined(key),
    type: "api_key",
    created_by:
      creator?.type === "user"
        ? { ...creator, id: references.user(creator.id, `${path}.created_by.id`, true) }
        : (creator ?? null),
    principal:
      principal?.type === "user_actor"
        ? { ...principal, user_id: references.user(principal.user_id, `${path}.principal.user_id`, true) }
        : (principal ?? null),
    scope:
      scope.type === "workspace"
        ? { ...scope, workspace_id: references.workspace(scope.workspace_id, `${path}.scope.workspace_id`) }
        : scope,
  };
}

function finder<T extends { id: string }>(
  all: readonly T[],
  nameOf: (item: T) => string,
  prefix: string,
  type: string,
  normalized: (name: string) => string = (name) => name,
): Find {
  const ids = new Set(all.map((item) => item.id));
  const byName = Map.groupBy(all, (item) => normalized(nameOf(item)));
  return (reference, path, mayBeRemoved = false) => {
    if (ids.has(reference) || (mayBeRemoved && hasForm(prefix, reference))) return reference;
    const [found, another] = byName.get(normalized(reference)) ?? [];
    if (found === undefined) {
      throw new ValidationError(path, `There is no ${type} '${reference}' in the seed`);
    }
    if (another !== undefined) {
      throw new ValidationError(path, `More than one ${type} has the name '${reference}'`);
    }
    return found.id;
  };
}

function oldestFirst<T>(items: T[], momentOf: (item: T) => string): T[] {
  return items.toSorted((a, b) => Date.parse(momentOf(a)) - Date.parse(momentOf(b)));
}
