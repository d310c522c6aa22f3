import { type Clock, timestamp } from "./clock.ts";
import { Collection } from "./collection.ts";
import { nameOf, sameAddress } from "./emails.ts";
import { newId, newUuid, prefixes } from "./ids.ts";
import type {
  ApiKeyJson,
  DataResidencyJson,
  InviteJson,
  OrganizationRole,
  UserJson,
  WorkspaceJson,
  WorkspaceMemberJson,
  WorkspaceRole,
} from "./json.ts";
import type { FullSeed } from "./seed.ts";
import type { OrganizationSettings } from "./settings.ts";
import { defaultColor, defaultResidency, expiryOf } from "./workspaceRules.ts";

/** What a workspace is made from. */
export interface NewWorkspace {
  name: string;
  data_residency?: DataResidencyJson | undefined;
  display_color?: string | undefined;
  external_key_id?: string | undefined;
  tags?: Record<string, string> | undefined;
  user_profile_id?: string | undefined;
}

/** A request for inference that was made with an API key. */
export interface KeyUse {
  readonly apiKeyId: string;
  /** Null for the default workspace, as the reports have it, and for a key of no workspace. */
  readonly workspaceId: string | null;
  /** In the clock's milliseconds. */
  readonly at: number;
}

/**
 * One organization: what is in it and what follows from what. Who may do what is said elsewhere: the routes say it for
 * the API, `console.ts` for people in the Console.
 */
export class OrganizationState {
  readonly clock: Clock;
  readonly id: string;
  readonly name: string;
  readonly settings: OrganizationSettings;
  readonly defaultWorkspaceId: string;
  readonly users: Collection<UserJson>;
  readonly workspaces: Collection<WorkspaceJson>;
  readonly #invites: Collection<InviteJson>;
  readonly #apiKeys: Collection<ApiKeyJson>;
  readonly #members = new Map<string, Collection<WorkspaceMemberJson>>();
  readonly #keyUses: KeyUse[] = [];
  readonly #userByAddress = new Map<string, string>();
  readonly #inviteByAddress = new Map<string, string>();
  readonly #onMail: (invite: InviteJson) => void;

  constructor(seed: FullSeed, clock: Clock, onMail: (invite: InviteJson) => void) {
    this.clock = clock;
    this.#onMail = onMail;
    this.id = seed.organization.id;
    this.name = seed.organization.name;
    this.settings = structuredClone(seed.settings);
    this.defaultWorkspaceId = seed.default_workspace.id;
    this.users = new Collection(clock);
    this.workspaces = new Collection(clock);
    this.#invites = new Collection(clock);
    this.#apiKeys = new Collection(clock);
    for (const user of seed.users) {
      this.users.load(user.id, user);
      this.#userByAddress.set(sameAddress(user.email), user.id);
    }
    this.workspaces.load(seed.default_workspace.id, seed.default_workspace);
    for (const workspace of seed.workspaces) this.workspaces.load(workspace.id, workspace);
    for (const member of seed.members) this.members(member.workspace_id).load(member.user_id, member);
    for (const invite of seed.invites) {
      this.#invites.load(invite.id, invite);
      if (invite.status === "pending") this.#inviteByAddress.set(sameAddress(invite.email), invite.id);
    }
    for (const key of seed.api_keys) this.#apiKeys.load(key.id, key);
  }

  /** Everything, the oldest first. */
  snapshot(): FullSeed {
    const workspaces = this.workspaces.oldestFirst().filter((one) => one.id !== this.defaultWorkspaceId);
    const defaultWorkspace = this.workspaces.get(this.defaultWorkspaceId);
    if (defaultWorkspace === undefined) throw new Error("The default workspace is missing.");
    return structuredClone({
      version: 1,
      organization: { id: this.id, name: this.name },
      settings: this.settings,
      users: [...this.users.oldestFirst()],
      default_workspace: defaultWorkspace,
      workspaces,
      members: workspaces.flatMap((workspace) => [...this.members(workspace.id).oldestFirst()]),
      invites: this.invites().toReversed(),
      api_keys: this.apiKeys().toReversed(),
    });
  }

  userByAddress(address: string): UserJson | undefined {
    return this.users.get(this.#userByAddress.get(sameAddress(address)) ?? "");
  }

  addUser(user: { email: string; name?: string | undefined; role: OrganizationRole }): UserJson {
    const added: UserJson = {
      id: newId(prefixes.user),
      type: "user",
      email: user.email,
      name: user.name ?? nameOf(user.email),
      role: user.role,
      added_at: this.clock.timestamp(),
    };
    this.putUser(added);
    return added;
  }

  putUser(user: UserJson): void {
    const before = this.users.get(user.id);
    if (before !== undefined) this.#userByAddress.delete(sameAddress(before.email));
    this.users.set(user.id, user);
    this.#userByAddress.set(sameAddress(user.email), user.id);
  }

  /** Ends the memberships and archives the personal keys; keys that belong to a workspace stay. */
  removeUser(user: UserJson): void {
    this.users.delete(user.id);
    this.#userByAddress.delete(sameAddress(user.email));
    for (const members of this.#members.values()) members.delete(user.id);
    for (const key of this.apiKeys()) {
      if (key.principal?.type === "user_actor" && key.principal.user_id === user.id) this.#archiveKey(key);
    }
  }

  /** Newest first, as they are now. */
  invites(): InviteJson[] {
    return this.#invites.newestFirst().map((invite) => this.inviteNow(invite));
  }

  /** Newest first, as they were written so many seconds ago: `inviteNow` says what has become of each. */
  storedInvites(secondsAgo: number): readonly InviteJson[] {
    return this.#invites.newestFirstAgo(secondsAgo);
  }

  invite(id: string): InviteJson | undefined {
    const invite = this.#invites.get(id);
    return invite === undefined ? undefined : this.inviteNow(invite);
  }

  pendingInvite(address: string): InviteJson | undefined {
    const invite = this.invite(this.#inviteByAddress.get(sameAddress(address)) ?? "");
    return invite?.status === "pending" ? invite : undefined;
  }

  addInvite(address: string, role: OrganizationRole): InviteJson {
    const invitedAt = this.clock.timestamp();
    const invite: InviteJson = {
      id: newId(prefixes.invite),
      type: "invite",
      email: address,
      role,
      status: "pending",
      invited_at: invitedAt,
      expires_at: expiryOf(invitedAt),
      accepted_at: null,
      rbac_group_ids: [],
    };
    this.#invites.set(invite.id, invite);
    this.#inviteByAddress.set(sameAddress(address), invite.id);
    this.#onMail(invite);
    return invite;
  }

  deleteInvite(invite: InviteJson): void {
    this.#invites.set(invite.id, { ...invite, status: "deleted" });
  }

  acceptInvite(invite: InviteJson, name?: string): UserJson {
    const user = this.addUser({ email: invite.email, name, role: invite.role });
    // One moment, and not the next millisecond.
    this.#invites.set(invite.id, { ...invite, status: "accepted", accepted_at: user.added_at });
    return user;
  }

  addWorkspace(wanted: NewWorkspace): WorkspaceJson {
    const workspace: WorkspaceJson = {
      id: newId(prefixes.workspace),
      type: "workspace",
      name: wanted.name,
      created_at: this.clock.timestamp(),
      archived_at: null,
      display_color: wanted.display_color ?? defaultColor,
      compartment_id: newUuid(),
      data_residency: wanted.data_residency ?? defaultResidency(),
      external_key_id: wanted.external_key_id ?? null,
      tags: wanted.tags ?? {},
      user_profile_id: wanted.user_profile_id ?? null,
    };
    this.workspaces.set(workspace.id, workspace);
    return workspace;
  }

  /** Takes the workspace's keys with it; the records of its members stay. */
  archiveWorkspace(workspace: WorkspaceJson): WorkspaceJson {
    const archived = { ...workspace, archived_at: this.clock.timestamp() };
    this.workspaces.set(workspace.id, archived);
    for (const key of this.apiKeys()) {
      if (key.scope.type === "workspace" && key.scope.workspace_id === workspace.id) this.#archiveKey(key);
    }
    return archived;
  }

  members(workspaceId: string): Collection<WorkspaceMemberJson> {
    const known = this.#members.get(workspaceId);
    if (known !== undefined) return known;
    const members = new Collection<WorkspaceMemberJson>(this.clock);
    this.#members.set(workspaceId, members);
    return members;
  }

  putMember(workspaceId: string, userId: string, role: WorkspaceRole): WorkspaceMemberJson {
    const member = memberJson(workspaceId, userId, role);
    this.members(workspaceId).set(userId, member);
    return member;
  }

  /** Newest first, as they are now. */
  apiKeys(): ApiKeyJson[] {
    return this.#apiKeys.newestFirst().map((key) => this.apiKeyNow(key));
  }

  /** Newest first, as they were written so many seconds ago: `apiKeyNow` says what has become of each. */
  storedApiKeys(secondsAgo: number): readonly ApiKeyJson[] {
    return this.#apiKeys.newestFirstAgo(secondsAgo);
  }

  apiKey(id: string): ApiKeyJson | undefined {
    const key = this.#apiKeys.get(id);
    return key === undefined ? undefined : this.apiKeyNow(key);
  }

  putApiKey(key: ApiKeyJson): void {
    this.#apiKeys.set(key.id, key);
  }

  keyUses(): readonly KeyUse[] {
    return this.#keyUses;
  }

  useApiKey(key: ApiKeyJson, at: number): void {
    const workspaceId = key.scope.type === "workspace" ? key.scope.workspace_id : null;
    const shown = workspaceId === this.defaultWorkspaceId ? null : workspaceId;
    this.#keyUses.push({ apiKeyId: key.id, workspaceId: shown, at });
  }

  // Nobody writes that something expires, it just does.
  inviteNow(invite: InviteJson): InviteJson {
    return invite.status === "pending" && this.#past(invite.expires_at)
      ? { ...invite, status: "expired" }
      : invite;
  }

  apiKeyNow(key: ApiKeyJson): ApiKeyJson {
    const mayExpire = key.status === "active" || key.status === "inactive";
    return mayExpire && key.expires_at !== null && this.#past(key.expires_at)
      ? { ...key, status: "expired" }
      : key;
  }

  #archiveKey(key: ApiKeyJson): void {
    if (key.status !== "archived") this.putApiKey({ ...key, status: "archived" });
  }

  #past(moment: string): boolean {
    return Date.parse(moment) <= this.clock.milliseconds();
  }
}

export function memberJson(workspaceId: string, userId: string, role: WorkspaceRole): WorkspaceMemberJson {
  return { type: "workspace_member", user_id: userId, workspace_id: workspaceId, workspace_role: role };
}

/** The role that an organization role gives in every workspace, if it gives one. */
export function inheritedRole(role: OrganizationRole): WorkspaceRole | undefined {
  if (role === "admin" || role === "owner" || role === "primary_owner") return "workspace_admin";
  return role === "billing" ? "workspace_billing" : undefined;
}

/** The API's form of a date given in code. */
export function momentOf(date: Date): string {
  return timestamp(date);
}
