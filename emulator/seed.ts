import { timestamp } from "./clock.ts";
import { sameAddress } from "./emails.ts";
import { hasForm, newId, newUuid, prefixes, randomText } from "./ids.ts";
import type {
  ApiKeyJson,
  DataResidencyJson,
  InviteJson,
  OrganizationJson,
  OrganizationRole,
  PrincipalJson,
  UserJson,
  WorkspaceJson,
  WorkspaceMemberJson,
  WorkspaceRole,
} from "./json.ts";
import { type OrganizationSettings, settingsCheck } from "./settings.ts";
import {
  type Check,
  email,
  fields,
  list,
  map,
  nullable,
  oneOf,
  optional,
  text,
  timestampText,
  ValidationError,
} from "./validation.ts";
import { color, defaultColor, defaultResidency, expiryOf, residencyProblem } from "./workspaceRules.ts";

/** Fields that may be left out, or be undefined. */
export type Loose<T> = { [K in keyof T]?: T[K] | undefined };

/** A user of a seed. */
export interface SeedUser extends Loose<Omit<UserJson, "email">> {
  /** The address; the rest is made up when absent. */
  email: string;
}

/** A workspace of a seed. */
export interface SeedWorkspace extends Loose<Omit<WorkspaceJson, "name" | "data_residency" | "tags">> {
  /** The name; the rest is made up when absent. */
  name: string;
  /** The parts that differ. */
  data_residency?: Loose<DataResidencyJson> | undefined;
  /** Null is none. */
  tags?: Record<string, string> | null | undefined;
}

/** A membership of a seed. */
export interface SeedMember {
  /** Constant. */
  type?: "workspace_member" | undefined;
  /** The ID of a workspace of the seed, or its name. */
  workspace_id: string;
  /** The ID of a user of the seed, or the address. */
  user_id: string;
  /** The explicit role. */
  workspace_role: WorkspaceRole;
}

/** An invitation of a seed. */
export interface SeedInvite extends Loose<Omit<InviteJson, "email">> {
  /** The address; without more the invitation is pending and was sent just now. */
  email: string;
}

/** An API key of a seed. Workspace IDs may be names, user IDs addresses. */
export interface SeedApiKey extends Loose<Omit<ApiKeyJson, "name">> {
  /** The name; without more the key is active and of the default workspace. */
  name: string;
}

/**
 * An organization as one JSON document. The objects are the Admin API's own, so that what its lists answer can be
 * pasted in; what is left out is made up. The oldest objects come first.
 */
export interface Seed {
  /** The version of this shape. */
  version: 1;
  /** The ID and the name. */
  organization?: Loose<Omit<OrganizationJson, "type">> | undefined;
  /** What Anthropic or an admin has set for it. */
  settings?: OrganizationSettings | undefined;
  /** Absent: one admin. */
  users?: SeedUser[] | undefined;
  /** The default workspace, of which there always is one. */
  default_workspace?: Partial<SeedWorkspace> | undefined;
  /** All workspaces except the default one. */
  workspaces?: SeedWorkspace[] | undefined;
  /** The explicit memberships. */
  members?: SeedMember[] | undefined;
  /** The invitations of every status. */
  invites?: SeedInvite[] | undefined;
  /** The keys of every status. */
  api_keys?: SeedApiKey[] | undefined;
}

/** A seed with everything said. */
export interface FullSeed {
  /** The version of this shape. */
  version: 1;
  /** The ID and the name. */
  organization: Omit<OrganizationJson, "type">;
  /** What Anthropic or an admin has set for it. */
  settings: OrganizationSettings;
  /** The members. */
  users: UserJson[];
  /** The default workspace. */
  default_workspace: WorkspaceJson;
  /** All workspaces except the default one. */
  workspaces: WorkspaceJson[];
  /** The explicit memberships. */
  members: WorkspaceMemberJson[];
  /** The invitations of every status. */
  invites: InviteJson[];
  /** The keys of every status. */
  api_keys: ApiKeyJson[];
}

/** A seed that cannot be an organization; the message is one sentence that names the path inside the document. */
export class SeedError extends Error {
  /** Where in the document, and what is wrong there. */
  constructor(path: string, reason: string) {
    super(`The seed is not an organization: ${path === "" ? "the document" : path}: ${reason}.`);
  }
}

const organizationRoles = [
  "user",
  "claude_code_user",
  "developer",
  "billing",
  "admin",
  "managed",
  "membership_admin",
  "owner",
  "primary_owner",
] as const satisfies readonly OrganizationRole[];

const workspaceRoles = [
  "workspace_user",
  "workspace_restricted_developer",
  "workspace_developer",
  "workspace_admin",
  "workspace_billing",
] as const satisfies readonly WorkspaceRole[];

const id =
  (prefix: string): Check<string> =>
  (value, path) => {
    const given = text()(value, path);
    if (!hasForm(prefix, given))
      throw new ValidationError(path, `Input should be an ID that begins with '${prefix}'`);
    return given;
  };

const moment = optional(timestampText);
const geo = oneOf("global", "us");

const workspaceFields = {
  id: optional(id(prefixes.workspace)),
  type: optional(oneOf("workspace")),
  created_at: moment,
  archived_at: optional(nullable(timestampText)),
  display_color: optional(color),
  compartment_id: optional(text({ min: 1 })),
  data_residency: optional(
    fields({
      workspace_geo: optional(oneOf("us")),
      allowed_inference_geos: optional<"unrestricted" | ("global" | "us")[]>((value, path) =>
        typeof value === "string" ? oneOf("unrestricted")(value, path) : list(geo, { min: 1 })(value, path),
      ),
      default_inference_geo: optional(geo),
    }),
  ),
  external_key_id: optional(nullable(text({ min: 1 }))),
  tags: optional(nullable(map(text()))),
  user_profile_id: optional(nullable(text({ min: 1 }))),
};

const seedCheck = fields({
  version: oneOf(1),
  organization: optional(fields({ id: optional(text({ min: 1 })), name: optional(text({ min: 1 })) })),
  settings: optional(settingsCheck),
  users: optional(
    list(
      fields({
        email,
        id: optional(id(prefixes.user)),
        type: optional(oneOf("user")),
        name: optional(text()),
        role: optional(oneOf(...organizationRoles)),
        added_at: moment,
      }),
    ),
  ),
  default_workspace: optional(fields({ ...workspaceFields, name: optional(oneOf("Default")) })),
  workspaces: optional(list(fields({ ...workspaceFields, name: text({ min: 1, max: 255 }) }))),
  members: optional(
    list(
      fields({
        type: optional(oneOf("workspace_member")),
        workspace_id: text({ min: 1 }),
        user_id: text({ min: 1 }),
        workspace_role: oneOf(...workspaceRoles),
      }),
    ),
  ),
  invites: optional(
    list(
      fields({
        email,
        id: optional(id(prefixes.invite)),
        type: optional(oneOf("invite")),
        role: optional(oneOf(...organizationRoles)),
        status: optional(oneOf("pending", "accepted", "expired", "deleted")),
        invited_at: moment,
        expires_at: moment,
        accepted_at: optional(nullable(timestampText)),
        rbac_group_ids: optional(list(text())),
      }),
    ),
  ),
  api_keys: optional(
    list(
      fields({
        name: text({ min: 1, max: 500 }),
        id: optional(id(prefixes.apiKey)),
        type: optional(oneOf("api_key")),
        status: optional(oneOf("active", "inactive", "archived", "expired")),
        created_at: moment,
        expires_at: optional(nullable(timestampText)),
        created_by: optional(
          nullable(fields({ id: text({ min: 1 }), type: oneOf("user", "service_account") })),
        ),
        partial_key_hint: optional(nullable(text())),
        principal: optional(nullable(principal)),
        scope: optional(scope),
      }),
    ),
  ),
});

function principal(value: unknown, path: string): PrincipalJson {
  const type = oneOf("user_actor", "service_account_actor");
  const given = fields({ type, user_id: optional(text()), service_account_id: optional(text()) })(
    value,
    path,
  );
  return given.type === "user_actor"
    ? fields({ type: oneOf("user_actor"), user_id: text({ min: 1 }) })(value, path)
    : fields({ type: oneOf("service_account_actor"), service_account_id: text({ min: 1 }) })(value, path);
}

function scope(value: unknown, path: string): ApiKeyJson["scope"] {
  const type = oneOf("workspace", "organization");
  const given = fields({ type, workspace_id: optional(text()) })(value, path);
  return given.type === "workspace"
    ? fields({ type: oneOf("workspace"), workspace_id: text({ min: 1 }) })(value, path)
    : fields({ type: oneOf("organization") })(value, path);
}

/** Checks a seed and makes up what it leaves out. Throws a SeedError. */
export function fullSeed(seed: unknown, now: Date): FullSeed {
  try {
    return complete(seed, now);
  } catch (problem) {
    if (problem instanceof ValidationError) throw new SeedError(problem.path, problem.reason);
    throw problem;
  }
}

function complete(seed: unknown, now: Date): FullSeed {
  const given = seedCheck(seed, "");
  const present = timestamp(now);
  const users = (
    given.users ?? [{ email: "admin@example.com", name: "Ada Admin", role: "admin" as const }]
  ).map(
    (user): UserJson => ({
      id: newId(prefixes.user),
      role: "user",
      added_at: present,
      name: nameOf(user.email),
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
  const findUser = finder(users, (user) => sameAddress(user.email), prefixes.user, "user", sameAddress);
  const findWorkspace = finder(
    [defaultWorkspace, ...workspaces],
    (one) => one.name,
    prefixes.workspace,
    "workspace",
    (name) => name,
  );
  distinct(users, (user) => user.id, "users", "id");
  distinct(users, (user) => sameAddress(user.email), "users", "email");
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

/** The hint by which a person recognises a key. */
export function newHint(): string {
  return `sk-ant-api03-${randomText(3)}...${randomText(4)}`;
}

/** A name for somebody of whom only the address is known. */
export function nameOf(address: string): string {
  const local = address.slice(0, address.lastIndexOf("@"));
  const words = local.split(/[._+-]+/).filter((word) => word !== "");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(" ");
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

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the fields that are undefined, which would otherwise cover the defaults. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;
}
