import type { z } from "zod";
import { implausible, isNotFound, isUncodedRefusal } from "./apiError.ts";
import type { Client } from "./client.ts";
import { clean } from "./foreignText.ts";
import { ApiKeyWire, InviteWire, UserWire, WorkspaceMemberWire, WorkspaceWire } from "./objects.ts";
import { type Listing, pages } from "./pages.ts";
import { path } from "./path.ts";
import { lackOfUsers, lackOfWorkspaces } from "./plausible.ts";
import { RecentWrites } from "./recentWrites.ts";
import { getOrMake, type MinFreshness, SharedList } from "./sharedList.ts";

const minute = 60_000;

/**
 * What the organization is now, as whole lists that all operations of the process share. A list is fetched once for
 * all who wait for it, and patched by what we write ourselves. A list that could not be read to its end, or that is not
 * plausible, is an error, never a short list, and is not cached. A single object counts as absent only while the list that
 * confirms the response is plausible.
 */
export class OrganizationCache {
  /** Any list of this process will do. */
  static readonly anyAge: MinFreshness = Number.NEGATIVE_INFINITY;

  readonly #client: Client;
  readonly #relistPauseMs: number;
  readonly #users: SharedList<UserWire>;
  readonly #invites: SharedList<InviteWire>;
  readonly #workspaces: SharedList<WorkspaceWire>;
  readonly #apiKeys: SharedList<ApiKeyWire>;
  readonly #apiKeysOf = new Map<string, SharedList<ApiKeyWire>>();
  readonly #membersOf = new Map<string, SharedList<WorkspaceMemberWire>>();
  readonly #recent: RecentWrites;

  constructor(client: Client, options: { readonly relistPauseMs?: number } = {}) {
    this.#client = client;
    this.#recent = new RecentWrites(() => this.now(), minute);
    this.#relistPauseMs = options.relistPauseMs ?? 1000 * client.pace;
    const byId = ({ id }: { readonly id: string }): string => id;
    this.#users = this.#list({
      path: "/v1/organizations/users",
      item: UserWire,
      id: byId,
      doing: "list the organization's users",
      lack: lackOfUsers,
    });
    this.#invites = this.#list({
      path: "/v1/organizations/invites",
      item: InviteWire,
      id: byId,
      doing: "list the invitations",
    });
    this.#workspaces = this.#list({
      path: "/v1/organizations/workspaces",
      query: { include_archived: true, include_default: true },
      item: WorkspaceWire,
      id: byId,
      doing: "list the workspaces",
      lack: lackOfWorkspaces,
    });
    this.#apiKeys = this.#list({
      path: "/v1/organizations/api_keys",
      item: ApiKeyWire,
      id: byId,
      doing: "list the API keys",
    });
  }

  /** The clock of `Since`. */
  now(): MinFreshness {
    return this.#client.now();
  }

  /** At most a minute old. */
  lastMinute(): MinFreshness {
    return this.now() - minute;
  }

  /** Everybody in the organization. */
  users(minFreshness: MinFreshness): Promise<readonly UserWire[]> {
    return this.#users.get(minFreshness);
  }

  /**
   * Everybody in the organization, by a list asked for after the invitations in hand had come: whoever accepted one of
   * them is on it, unless somebody removed them since.
   */
  usersAfterInvites(): Promise<readonly UserWire[]> {
    return this.#users.get(this.#invites.endedAt ?? this.now());
  }

  /** All invitations but the deleted ones: pending, accepted, expired. */
  invites(minFreshness: MinFreshness): Promise<readonly InviteWire[]> {
    return this.#invites.get(minFreshness);
  }

  /** All workspaces, the archived ones and the default one included. */
  workspaces(minFreshness: MinFreshness): Promise<readonly WorkspaceWire[]> {
    return this.#workspaces.get(minFreshness);
  }

  /** All API keys, archived ones included; or those that belong to one workspace. */
  async apiKeys(minFreshness: MinFreshness, workspaceId?: string): Promise<readonly ApiKeyWire[]> {
    if (workspaceId === undefined) return this.#apiKeys.get(minFreshness);
    const whole = this.#apiKeys.cached(minFreshness);
    // The filter is not trusted to be understood: unknown query parameters may be ignored.
    const keys = whole ?? (await this.#keysOf(workspaceId).get(minFreshness));
    return keys.filter((key) => key.scope.workspace_id === workspaceId);
  }

  /**
   * The explicit members of a workspace. Where a list contradicts a membership that we wrote within the last minute,
   * it is read again before it is believed.
   */
  async members(workspaceId: string, minFreshness: MinFreshness): Promise<readonly WorkspaceMemberWire[]> {
    const list = this.#memberList(workspaceId);
    let fresh = minFreshness;
    for (const pause of [1, 2, 4]) {
      const members = await list.get(fresh);
      if (this.#recent.missingFrom(workspaceId, members).length === 0) return members;
      await this.#client.pause(pause * this.#relistPauseMs);
      fresh = this.now();
    }
    const members = await list.get(fresh);
    // The API had its time: what it says now is the truth, and nobody needs to wait for it again.
    for (const userId of this.#recent.missingFrom(workspaceId, members))
      this.#recent.forget(workspaceId, userId);
    return members;
  }

  /** We wrote this person. */
  storeUser(user: UserWire): void {
    this.#users.note(user);
  }

  /** We removed this person, and with the person the places in workspaces. */
  dropUser(id: string): void {
    this.#users.forget(id);
    for (const workspaceId of this.#membersOf.keys()) this.dropMember(workspaceId, id);
  }

  /** We made this invitation. */
  storeInvite(invite: InviteWire): void {
    this.#invites.note(invite);
  }

  /** We withdrew this invitation. */
  dropInvite(id: string): void {
    this.#invites.forget(id);
  }

  /** We made, changed or archived this workspace. */
  storeWorkspace(workspace: WorkspaceWire): void {
    this.#workspaces.note(workspace);
  }

  /** We gave somebody this place in a workspace, or this role there. */
  storeMember(member: WorkspaceMemberWire): void {
    const { user_id: userId, workspace_id: workspaceId } = member;
    this.#memberList(workspaceId).note(member);
    this.#recent.record(workspaceId, userId, member.workspace_role);
  }

  /** We took somebody out of a workspace. */
  dropMember(workspaceId: string, userId: string): void {
    this.#memberList(workspaceId).forget(userId);
    this.#recent.record(workspaceId, userId, undefined);
  }

  /** Whether we gave this membership, or changed it, within the last minute: the API may not know it everywhere yet. */
  wroteMember(workspaceId: string, userId: string): boolean {
    return this.#recent.of(workspaceId, userId) === "added";
  }

  /** We changed this key. */
  storeApiKey(key: ApiKeyWire): void {
    this.#apiKeys.note(key);
    const workspaceId = key.scope.workspace_id;
    if (typeof workspaceId === "string") this.#keysOf(workspaceId).note(key);
  }

  /**
   * Requests this one user; undefined when the API has none. `minFreshness`, here and below, is the minimum freshness of the
   * list that confirms the absence.
   */
  async confirmUser(
    id: string,
    minFreshness: MinFreshness = this.lastMinute(),
  ): Promise<UserWire | undefined> {
    const doing = `look up the user ${id}`;
    const user = await this.#confirm(path`/v1/organizations/users/${id}`, id, UserWire, doing);
    if (user === undefined) await this.users(minFreshness);
    return user;
  }

  /** Asks for this one invitation; undefined when the API says that there is none, or that it was deleted. */
  async confirmInvite(
    id: string,
    minFreshness: MinFreshness = this.lastMinute(),
  ): Promise<InviteWire | undefined> {
    const doing = `look up the invitation ${id}`;
    const invite = await this.#confirm(path`/v1/organizations/invites/${id}`, id, InviteWire, doing);
    // A key that can read invitations can read users, and the list of users is never empty.
    if (invite === undefined) await this.users(minFreshness);
    return invite?.status === "deleted" ? undefined : invite;
  }

  /** Asks for this one workspace, archived or not; undefined when the API says that there is none. */
  async confirmWorkspace(
    id: string,
    minFreshness: MinFreshness = this.lastMinute(),
  ): Promise<WorkspaceWire | undefined> {
    const doing = `look up the workspace ${id}`;
    const workspace = await this.#confirm(path`/v1/organizations/workspaces/${id}`, id, WorkspaceWire, doing);
    if (workspace === undefined) await this.workspaces(minFreshness);
    return workspace;
  }

  /**
   * Requests this one workspace membership; undefined when the API has none. The response may be stale, and for a user
   * with access through the organization role it may contain that role.
   */
  async confirmMember(workspaceId: string, userId: string): Promise<WorkspaceMemberWire | undefined> {
    if (this.#recent.of(workspaceId, userId) === "removed") return undefined;
    const doing = `look up the membership of ${userId} in workspace ${workspaceId}`;
    const where = path`/v1/organizations/workspaces/${workspaceId}/members/${userId}`;
    try {
      const { requestId, value } = await this.#client.request({
        method: "GET",
        path: where,
        schema: WorkspaceMemberWire,
        doing,
      });
      if (value.user_id === userId && value.workspace_id === workspaceId) return value;
      throw implausible(doing, `the response is about ${clean(value.user_id)}`, requestId);
    } catch (error) {
      if (isNotFound(error) || isUncodedRefusal(error)) return undefined;
      throw error;
    }
  }

  /** Asks for this one API key; undefined when the API says that there is none. */
  async confirmApiKey(
    id: string,
    minFreshness: MinFreshness = this.lastMinute(),
  ): Promise<ApiKeyWire | undefined> {
    const doing = `look up the API key ${id}`;
    const key = await this.#confirm(path`/v1/organizations/api_keys/${id}`, id, ApiKeyWire, doing);
    // A key that can read API keys can read workspaces, and the list of workspaces is never empty.
    if (key === undefined) await this.workspaces(minFreshness);
    return key;
  }

  async #confirm<T extends { readonly id: string }>(
    where: string,
    id: string,
    schema: z.ZodType<T>,
    doing: string,
  ): Promise<T | undefined> {
    try {
      const { requestId, value } = await this.#client.request({ method: "GET", path: where, schema, doing });
      if (value.id === id) return value;
      throw implausible(doing, `the answer speaks of ${clean(value.id)}`, requestId);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  #list<T>(listing: Listing<T>): SharedList<T> {
    return new SharedList(
      () => pages(this.#client, listing),
      listing.id,
      () => this.now(),
    );
  }

  #keysOf(workspaceId: string): SharedList<ApiKeyWire> {
    return getOrMake(this.#apiKeysOf, workspaceId, () =>
      this.#list({
        path: "/v1/organizations/api_keys",
        query: { workspace_id: workspaceId },
        item: ApiKeyWire,
        id: (key) => key.id,
        doing: `list the API keys of workspace ${workspaceId}`,
      }),
    );
  }

  #memberList(workspaceId: string): SharedList<WorkspaceMemberWire> {
    return getOrMake(this.#membersOf, workspaceId, () =>
      this.#list({
        path: path`/v1/organizations/workspaces/${workspaceId}/members`,
        item: WorkspaceMemberWire,
        id: (member) => member.user_id,
        doing: `list the members of workspace ${workspaceId}`,
      }),
    );
  }
}
