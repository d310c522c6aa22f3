import { timestamp } from "./clock.ts";
import { nameFromEmail, normalizedEmail } from "./emails.ts";
import { hasForm, newHint, newId, newUuid, prefixes } from "./ids.ts";
import type { ApiKeyJson, InviteJson, UserJson, WorkspaceJson, WorkspaceMemberJson } from "./json.ts";
import { seedSchema } from "./schemas/seed.ts";
import { type FullSeed, SeedError, type SeedWorkspace } from "./seed.ts";
import { expiryOf } from "./state/invites.ts";
import { check, defined, ValidationError } from "./validation.ts";
import { defaultColor, defaultResidency, residencyProblem } from "./workspaceRules.ts";

/** Checks a seed and adds a default for everything that it omits. Throws a SeedError. */
export function fullSeed(seed: unknown, now: Date): FullSeed {
  try {
    return complete(seed, now);
  } catch (problem) {
    if (problem instanceof ValidationError) throw new SeedError(problem.path, problem.reason);
    throw problem;
  }
}

function complete(seed: unknown, now: Date): FullSeed {
  const given = check(seedSchema, seed);
  const present = timestamp(now);
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
  const workspace = (wanted: SeedWorkspace, path: string): WorkspaceJson => {
    const data_residency = { ...defaultResidency(), ...defined(wanted.data_residency ?? {}) };
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
      ...defined(wanted),
      type: "workspace",
      data_residency,
      tags: wanted.tags ?? {},
    };
  };
  const workspaces = (given.workspaces ?? []).map((wanted, index) =>
    workspace(wanted, `workspaces[${index}]`),
  );
  const defaultWorkspace = workspace({ ...given.default_workspace, name: "Default" }, "default_workspace");
  if (defaultWorkspace.archived_at !== null) {
    throw new ValidationError("default_workspace.archived_at", "The default workspace cannot be archived");
  }
  const findUser = finder(
    users,
    (user) => normalizedEmail(user.email),
    prefixes.user,
    "user",
    normalizedEmail,
  );
  const findWorkspace = finder(
    [defaultWorkspace, ...workspaces],
    (one) => one.name,
    prefixes.workspace,
    "workspace",
    (name) => name,
  );
  distinct(users, (user) => user.id, "users", "id");
  distinct(users, (user) => normalizedEmail(user.email), "users", "email");
  distinct(workspaces, (one) => one.id, "workspaces", "id");
  if (workspaces.some((one) => one.id === defaultWorkspace.id)) {
    throw new ValidationError("default_workspace.id", "A workspace has this ID already");
  }

  const members = (given.members ?? []).map((member, index): WorkspaceMemberJson => {
    const workspace_id = findWorkspace(member.workspace_id, `members[${index}].workspace_id`);
    if (workspace_id === defaultWorkspace.id) {
      throw new ValidationError(
        `members[${index}].workspace_id`,
        "The default workspace has no members of its own",
      );
    }
    return {
      type: "workspace_member",
      user_id: findUser(member.user_id, `members[${index}].user_id`),
      workspace_id,
      workspace_role: member.workspace_role,
    };
  });
  distinct(members, (member) => `${member.workspace_id} ${member.user_id}`, "members", "user_id");

  const invites = (given.invites ?? []).map((invite): InviteJson => {
    const invited_at = invite.invited_at ?? present;
    const expires_at = invite.expires_at ?? expiryOf(invited_at);
    const accepted_at = invite.accepted_at ?? (invite.status === "accepted" ? invited_at : null);
    return {
      id: newId(prefixes.invite),
      role: "user",
      status: "pending",
      rbac_group_ids: [],
      ...defined(invite),
      type: "invite",
      invited_at,
      expires_at,
      accepted_at,
    };
  });
  distinct(invites, (invite) => invite.id, "invites", "id");

  const api_keys = (given.api_keys ?? []).map((key, index): ApiKeyJson => {
    const path = `api_keys[${index}]`;
    const keyScope = key.scope ?? { type: "workspace", workspace_id: defaultWorkspace.id };
    if (keyScope.type === "organization" && (key.principal ?? null) === null) {
      throw new ValidationError(
        `${path}.scope`,
        "Only a key with a principal can belong to the organization",
      );
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
        key.created_by === undefined || key.created_by === null
          ? null
          : key.created_by.type === "user"
            ? { id: findUser(key.created_by.id, `${path}.created_by.id`, true), type: "user" }
            : key.created_by,
      principal:
        key.principal?.type === "user_actor"
          ? {
              type: "user_actor",
              user_id: findUser(key.principal.user_id, `${path}.principal.user_id`, true),
            }
          : (key.principal ?? null),
      scope:
        keyScope.type === "workspace"
          ? {
              type: "workspace",
              workspace_id: findWorkspace(keyScope.workspace_id, `${path}.scope.workspace_id`),
            }
          : keyScope,
    };
  });
  distinct(api_keys, (key) => key.id, "api_keys", "id");

  return {
    version: 1,
    organization: {
      id: given.organization?.id ?? newUuid(),
      name: given.organization?.name ?? "Emulated Organization",
    },
    settings: given.settings ?? {},
    users: inOrder(users, (user) => user.added_at),
    default_workspace: defaultWorkspace,
    workspaces: inOrder(workspaces, (one) => one.created_at),
    members,
    invites: inOrder(invites, (invite) => invite.invited_at),
    api_keys: inOrder(api_keys, (key) => key.created_at),
  };
}

function finder<T extends { id: string }>(
  all: readonly T[],
  nameOfItem: (item: T) => string,
  prefix: string,
  kind: string,
  spelling: (name: string) => string,
): (reference: string, path: string, mayBeGone?: boolean) => string {
  const ids = new Set(all.map((item) => item.id));
  const byName = new Map<string, string[]>();
  for (const item of all) byName.set(nameOfItem(item), [...(byName.get(nameOfItem(item)) ?? []), item.id]);
  return (reference, path, mayBeGone = false) => {
    if (ids.has(reference) || (mayBeGone && hasForm(prefix, reference))) return reference;
    const [found, another] = byName.get(spelling(reference)) ?? [];
    if (found === undefined)
      throw new ValidationError(path, `There is no ${kind} '${reference}' in the seed`);
    if (another !== undefined)
      throw new ValidationError(path, `More than one ${kind} is called '${reference}'`);
    return found;
  };
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string, path: string, field: string): void {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const first = seen.get(keyOf(item));
    if (first !== undefined) {
      throw new ValidationError(`${path}[${index}].${field}`, `This is also in ${path}[${first}]`);
    }
    seen.set(keyOf(item), index);
  }
}

function inOrder<T>(items: T[], momentOf: (item: T) => string): T[] {
  return items.toSorted((a, b) => Date.parse(momentOf(a)) - Date.parse(momentOf(b)));
}
