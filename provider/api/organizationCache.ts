import { type Attempts, byId, findObject, type ObjectLookup } from "./absence.ts";
import type { Client } from "./client.ts";
import { ComplianceSettingsCache } from "./complianceSettings.ts";
import { ExternalKeyList } from "./externalKeys/externalKeyList.ts";
import { FederationLists } from "./federationRules/federationLists.ts";
import { MemberLists } from "./memberLists.ts";
import { ApiKeyWire, InviteWire, UserWire, WorkspaceMemberWire, WorkspaceWire } from "./objects.ts";
import { path } from "./path.ts";
import { lackOfUsers, lackOfWorkspaces } from "./plausible.ts";
import { RateLimitLists } from "./rateLimitLists.ts";
import { RbacLists } from "./rbac/rbacLists.ts";
import { ServiceAccountLists } from "./serviceAccounts/serviceAccountLists.ts";
import { getOrCreate, listOf, type MinFreshness, type SharedList } from "./sharedList.ts";
import {
  requestApiKey,
  requestInvite,
  requestMember,
  requestUser,
  requestWorkspace,
} from "./singleObjects.ts";
import { SpendLimitList } from "./spendLimits/spendLimitList.ts";

const minute = 60_000;

/**
 * The complete lists of the organization's objects, shared by all operations of the process. Concurrent operations share
 * one request, and the process's own writes update the cached lists. A list that is incomplete or implausible is an error
 * and is not cached. A single object counts as absent only if a plausible list confirms it.
 */
export class OrganizationCache {
  /** Any cached list is fresh enough. */
  static readonly anyAge: MinFreshness = Number.NEGATIVE_INFINITY;

  readonly rateLimits: RateLimitLists;
  readonly spendLimits: SpendLimitList;
  readonly serviceAccounts: ServiceAccountLists;
  readonly externalKeys: ExternalKeyList;
  readonly compliance: ComplianceSettingsCache;
  readonly rbac: RbacLists;
  readonly federation: FederationLists;

  readonly #client: Client;
  readonly #users: SharedList<UserWire>;
  readonly #invites: SharedList<InviteWire>;
  readonly #workspaces: SharedList<WorkspaceWire>;
  readonly #apiKeys: SharedList<ApiKeyWire>;
  readonly #apiKeysOf = new Map<string, SharedList<ApiKeyWire>>();
  readonly #members: MemberLists<WorkspaceMemberWire>;
  readonly #deletedInvites = new Set<string>();

  constructor(client: Client, options: { readonly relistPauseMs?: number } = {}) {
    this.#client = client;
    this.rateLimits = new RateLimitLists(client);
    this.spendLimits = new SpendLimitList(client);
    this.federation = new FederationLists(client);
    this.serviceAccounts = new ServiceAccountLists(client, options.relistPauseMs);
    this.#members = new MemberLists(
      client,
      {
        path: (workspaceId) => path`/v1/organizations/workspaces/${workspaceId}/members`,
        item: WorkspaceMemberWire,
        id: (member) => member.user_id,
        doing: (workspaceId) => `list the members of workspace ${workspaceId}`,
      },
      options.relistPauseMs ?? 1000 * client.pace,
    );
    this.externalKeys = new ExternalKeyList(client);
    this.compliance = new ComplianceSettingsCache(client);
    this.rbac = new RbacLists(client, (minFreshness) => this.users(minFreshness));
    const idOf = ({ id }: { readonly id: string }): string => id;
    this.#users = listOf(client, {
      path: "/v1/organizations/users",
      item: UserWire,
      id: idOf,
      doing: "list the organization's users",
      lack: lackOfUsers,
    });
    this.#invites = listOf(client, {
      path: "/v1/organizations/invites",
      item: InviteWire,
      id: idOf,
      doing: "list the invitations",
    });
    this.#workspaces = listOf(client, {
      path: "/v1/organizations/workspaces",
      query: { include_archived: true, include_default: true },
      item: WorkspaceWire,
      id: idOf,
      doing: "list the workspaces",
      lack: lackOfWorkspaces,
    });
    this.#apiKeys = listOf(client, {
      path: "/v1/organizations/api_keys",
      item: ApiKeyWire,
      id: idOf,
      doing: "list the API keys",
    });
  }

  /** The current moment, for `MinFreshness`. */
  now(): MinFreshness {
    return this.#client.now();
  }

  /** A list is fresh enough if it is at most a minute old. */
  lastMinute(): MinFreshness {
    return this.now() - minute;
  }

  /** The users of the organization. */
  users(minFreshness: MinFreshness): Promise<readonly UserWire[]> {
    return this.#users.get(minFreshness);
  }

  /**
   * The users of the organization, from a list that is newer than the cached invitations. It contains the users who
   * accepted one of them, unless they were removed since.
   */
  usersAfterInvites(): Promise<readonly UserWire[]> {
    return this.#users.get(this.#invites.endedAt ?? this.now());
  }

  /** The pending, accepted and expired invitations, without those that this process deleted. */
  async invites(minFreshness: MinFreshness): Promise<readonly InviteWire[]> {
    const invites = await this.#invites.get(minFreshness);
    return this.#deletedInvites.size === 0
      ? invites
      : invites.filter(({ id }) => !this.#deletedInvites.has(id));
  }

  /** All workspaces, including archived ones and the default workspace. */
  workspaces(minFreshness: MinFreshness): Promise<readonly WorkspaceWire[]> {
    return this.#workspaces.get(minFreshness);
  }

  /** All API keys, including archived ones; with `workspaceId` those of one workspace. */
  async apiKeys(minFreshness: MinFreshness, workspaceId?: string): Promise<readonly ApiKeyWire[]> {
    if (workspaceId === undefined) return this.#apiKeys.get(minFreshness);
    const whole = this.#apiKeys.cached(minFreshness);
    // Filtered again, since the API may ignore an unknown query parameter.
    const keys = whole ?? (await this.#keysOf(workspaceId).get(minFreshness));
    return keys.filter((key) => key.scope.workspace_id === workspaceId);
  }

  /**
   * The explicit members of a workspace. A list that contradicts a membership that this process wrote within the last
   * minute is requested again, up to three times.
   */
  members(workspaceId: string, minFreshness: MinFreshness): Promise<readonly WorkspaceMemberWire[]> {
    return this.#members.get(workspaceId, minFreshness);
  }

  /** Records a user that this process updated. */
  storeUser(user: UserWire): void {
    this.#users.store(user);
  }

  /** Records a user that this process removed, with all workspace memberships. */
  dropUser(id: string): void {
    this.#users.drop(id);
    this.#members.dropEverywhere(id);
  }

  /** Records an invitation that this process sent. */
  storeInvite(invite: InviteWire): void {
    this.#invites.store(invite);
  }

  /** Records an invitation that this process deleted. A list may show it for some more seconds. */
  dropInvite(id: string): void {
    this.#deletedInvites.add(id);
    this.#invites.drop(id);
  }

  /** Removes an invitation that is no longer pending from the cached list. */
  forgetInvite(id: string): void {
    this.#invites.drop(id);
  }

  /** Records a workspace that this process created, updated or archived. */
  storeWorkspace(workspace: WorkspaceWire): void {
    this.#workspaces.store(workspace);
  }

  /** Records a workspace membership that this process added or updated. */
  storeMember(member: WorkspaceMemberWire): void {
    this.#members.store(member);
  }

  /** Records a workspace membership that this process removed. */
  dropMember(workspaceId: string, userId: string): void {
    this.#members.drop(workspaceId, userId);
  }

  /** Whether this process added or updated a membership within the last minute. The API may not show it yet. */
  wroteMember(workspaceId: string, userId: string): boolean {
    return this.#members.recently(workspaceId, userId) === "added";
  }

  /** Records an API key that this process updated. */
  storeApiKey(key: ApiKeyWire): void {
    this.#apiKeys.store(key);
    const workspaceId = key.scope.workspace_id;
    if (typeof workspaceId === "string") this.#keysOf(workspaceId).store(key);
  }

  /** Finds an object in its shared list, or else by its own request. */
  find<T>(
    lookup: ObjectLookup<T>,
    minFreshness: MinFreshness | undefined,
    attempts: Attempts,
  ): Promise<T | undefined> {
    return findObject(this.#client, lookup, minFreshness, attempts);
  }

  /** The user with this ID; undefined when the organization has none. */
  findUser(id: string, minFreshness: MinFreshness, attempts: Attempts): Promise<UserWire | undefined> {
    const request = () => this.confirmUser(id, minFreshness);
    return this.find(byId(id, this.users.bind(this), request), minFreshness, attempts);
  }

  /** The invitation with this ID; undefined when the organization has none or it was deleted. */
  findInvite(id: string, minFreshness: MinFreshness, attempts: Attempts): Promise<InviteWire | undefined> {
    const request = () => this.requestInvite(id, minFreshness);
    return this.find(byId(id, this.invites.bind(this), request), minFreshness, attempts).then(existing);
  }

  /** The workspace with this ID, active or archived; undefined when the API returns none. */
  findWorkspace(
    id: string,
    minFreshness: MinFreshness,
    attempts: Attempts,
  ): Promise<WorkspaceWire | undefined> {
    const request = () => this.confirmWorkspace(id, minFreshness);
    return this.find(byId(id, this.workspaces.bind(this), request), minFreshness, attempts);
  }

  /** The API key with this ID; undefined when the API returns none. */
  findApiKey(id: string, minFreshness: MinFreshness, attempts: Attempts): Promise<ApiKeyWire | undefined> {
    const list = (freshness: MinFreshness) => this.apiKeys(freshness);
    const request = () => this.confirmApiKey(id, minFreshness);
    return this.find(byId(id, list, request), minFreshness, attempts);
  }

  /**
   * Requests this one user; undefined when the API has none. `minFreshness`, here and below, is the minimum freshness of the
   * list that confirms the absence.
   */
  async confirmUser(
    id: string,
    minFreshness: MinFreshness = this.lastMinute(),
  ): Promise<UserWire | undefined> {
    const user = await requestUser(this.#client, id);
    if (user === undefined) await this.users(minFreshness);
    return user;
  }

  /** Requests this one invitation; undefined when the API has none or it was deleted. */
  async confirmInvite(
    id: string,
    minFreshness: MinFreshness = this.lastMinute(),
  ): Promise<InviteWire | undefined> {
    return existing(await this.requestInvite(id, minFreshness));
  }

  /** Requests this one invitation, which may have the status `deleted`; undefined when the API has none. */
  async requestInvite(id: string, minFreshness: MinFreshness): Promise<InviteWire | undefined> {
    const invite = await requestInvite(this.#client, id);
    // A key that can read invitations can read users, and a list of users is never empty.
    if (invite === undefined) await this.users(minFreshness);
    return invite;
  }

  /** Requests this one workspace, active or archived; undefined when the API has none. */
  async confirmWorkspace(
    id: string,
    minFreshness: MinFreshness = this.lastMinute(),
  ): Promise<WorkspaceWire | undefined> {
    const workspace = await requestWorkspace(this.#client, id);
    if (workspace === undefined) await this.workspaces(minFreshness);
    return workspace;
  }

  /**
   * Requests this one workspace membership; undefined when the API has none. The response may be stale, and for a user
   * with access through the organization role it may contain that role.
   */
  async confirmMember(workspaceId: string, userId: string): Promise<WorkspaceMemberWire | undefined> {
    if (this.#members.recently(workspaceId, userId) === "removed") return undefined;
    return await requestMember(this.#client, workspaceId, userId);
  }

  /** Requests this one API key; undefined when the API has none. */
  async confirmApiKey(
    id: string,
    minFreshness: MinFreshness = this.lastMinute(),
  ): Promise<ApiKeyWire | undefined> {
    const key = await requestApiKey(this.#client, id);
    // A key that can read API keys can read workspaces, and a list of workspaces is never empty.
    if (key === undefined) await this.workspaces(minFreshness);
    return key;
  }

  #keysOf(workspaceId: string): SharedList<ApiKeyWire> {
    return getOrCreate(this.#apiKeysOf, workspaceId, () =>
      listOf(this.#client, {
        path: "/v1/organizations/api_keys",
        query: { workspace_id: workspaceId },
        item: ApiKeyWire,
        id: (key) => key.id,
        doing: `list the API keys of workspace ${workspaceId}`,
      }),
    );
  }
}

function existing(invite: InviteWire | undefined): InviteWire | undefined {
  return invite?.status === "deleted" ? undefined : invite;
}
