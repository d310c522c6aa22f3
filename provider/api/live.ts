import type { z } from "zod";
import type { Client } from "./client.ts";
import { clean, implausible, isNotFound, isUncodedRefusal } from "./errors.ts";
import { ApiKeyWire, InviteWire, UserWire, WorkspaceMemberWire, WorkspaceWire } from "./objects.ts";
import { type Listing, pages } from "./pages.ts";
import { path } from "./path.ts";
import { lackOfUsers, lackOfWorkspaces } from "./plausible.ts";

/**
 * How fresh a list must be: one whose fetch started at or after this moment of `live.now()` will do. The kinds in use:
 * `Live.anytime`, `live.lastMinute()`, and the moment at which an operation began.
 */
export type Since = number;

/** The lists there are. `members` is one list a workspace. */
export type ListName = "users" | "invites" | "workspaces" | "apiKeys" | "members";

const minute = 60_000;

/**
 * What the organization is now, as whole lists that all operations of the process share. A list is fetched once for
 * all who wait for it, and patched by what we write ourselves. A list that could not be read to its end, or that is not
 * plausible, is an error, never a short list, and is not cached. A single object counts as absent only while the list that
 * confirms the response is plausible.
 */
export class Live {
  /** Any list of this process will do. */
  static readonly anytime: Since = Number.NEGATIVE_INFINITY;

  readonly #client: Client;
  readonly #relistPauseMs: number;
  readonly #users: SharedList<UserWire>;
  readonly #invites: SharedList<InviteWire>;
  readonly #workspaces: SharedList<WorkspaceWire>;
  readonly #apiKeys: SharedList<ApiKeyWire>;
  readonly #apiKeysOf = new Map<string, SharedList<ApiKeyWire>>();
  readonly #membersOf = new Map<string, SharedList<WorkspaceMemberWire>>();
  /** What we wrote about memberships within the last minute; undefined for a removal. */
  readonly #writtenMembers = new Map<string, WrittenMember>();

  constructor(client: Client, options: { readonly relistPauseMs?: number } = {}) {
    this.#client = client;
    this.#relistPauseMs = options.relistPauseMs ?? 1000 * client.pace;
    const byId = ({ id }: { readonly id: string }): string => id;
    this.#users = this.#list({
      path: "/v1/organizations/users",
      item: UserWire,
      id: byId,
      doing: "list the organization's people",
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
  now(): Since {
    return this.#client.now();
  }

  /** At most a minute old. */
  lastMinute(): Since {
    return this.now() - minute;
  }

  /** Everybody in the organization. */
  users(since: Since): Promise<readonly UserWire[]> {
    return this.#users.get(since);
  }

  /**
   * Everybody in the organization, by a list asked for after the invitations in hand had come: whoever accepted one of
   * them is on it, unless somebody removed them since.
   */
  usersAfterInvites(): Promise<readonly UserWire[]> {
    return this.#users.get(this.#invites.endedAt ?? this.now());
  }

  /** All invitations but the deleted ones: pending, accepted, expired. */
  invites(since: Since): Promise<readonly InviteWire[]> {
    return this.#invites.get(since);
  }

  /** All workspaces, the archived ones and the default one included. */
  workspaces(since: Since): Promise<readonly WorkspaceWire[]> {
    return this.#workspaces.get(since);
  }

  /** All API keys, archived ones included; or those that belong to one workspace. */
  async apiKeys(since: Since, workspaceId?: string): Promise<readonly ApiKeyWire[]> {
    if (workspaceId === undefined) return this.#apiKeys.get(since);
    const whole = this.#apiKeys.cached(since);
    // The filter is not trusted to be understood: unknown query parameters may be ignored.
    const keys = whole ?? (await this.#keysOf(workspaceId).get(since));
    return keys.filter((key) => key.scope.workspace_id === workspaceId);
  }

  /**
   * The explicit members of a workspace. Where a list contradicts a membership that we wrote within the last minute,
   * it is read again before it is believed.
   */
  async members(workspaceId: string, since: Since): Promise<readonly WorkspaceMemberWire[]> {
    const list = this.#memberList(workspaceId);
    let fresh = since;
    for (const pause of [1, 2, 4]) {
      const members = await list.get(fresh);
      if (this.#contradictions(workspaceId, members).length === 0) return members;
      await this.#client.pause(pause * this.#relistPauseMs);
      fresh = this.now();
    }
    const members = await list.get(fresh);
    // The API had its time: what it says now is the truth, and nobody needs to wait for it again.
    for (const key of this.#contradictions(workspaceId, members)) this.#writtenMembers.delete(key);
    return members;
  }

  /**
   * Whether the last complete list was empty though the one before it, with our own writes, was not. Whoever would
   * act on such a list decides what to think of it.
   */
  turnedEmpty(list: Exclude<ListName, "members">): boolean;
  turnedEmpty(list: "members", workspaceId: string): boolean;
  turnedEmpty(list: ListName, workspaceId = ""): boolean {
    switch (list) {
      case "users":
        return this.#users.turnedEmpty;
      case "invites":
        return this.#invites.turnedEmpty;
      case "workspaces":
        return this.#workspaces.turnedEmpty;
      case "apiKeys":
        return this.#apiKeys.turnedEmpty;
      case "members":
        return this.#membersOf.get(workspaceId)?.turnedEmpty ?? false;
    }
  }

  /** We wrote this person. */
  noteUser(user: UserWire): void {
    this.#users.note(user);
  }

  /** We removed this person, and with the person the places in workspaces. */
  forgetUser(id: string): void {
    this.#users.forget(id);
    for (const workspaceId of this.#membersOf.keys()) this.forgetMember(workspaceId, id);
  }

  /** We made this invitation. */
  noteInvite(invite: InviteWire): void {
    this.#invites.note(invite);
  }

  /** We withdrew this invitation. */
  forgetInvite(id: string): void {
    this.#invites.forget(id);
  }

  /** We made, changed or archived this workspace. */
  noteWorkspace(workspace: WorkspaceWire): void {
    this.#workspaces.note(workspace);
  }

  /** We gave somebody this place in a workspace, or this role there. */
  noteMember(member: WorkspaceMemberWire): void {
    const { user_id: userId, workspace_id: workspaceId } = member;
    this.#memberList(workspaceId).note(member);
    this.#remember({ workspaceId, userId, role: member.workspace_role, at: this.now() });
  }

  /** We took somebody out of a workspace. */
  forgetMember(workspaceId: string, userId: string): void {
    this.#memberList(workspaceId).forget(userId);
    this.#remember({ workspaceId, userId, role: undefined, at: this.now() });
  }

  /** Whether we gave this membership, or changed it, within the last minute: the API may not know it everywhere yet. */
  wroteMember(workspaceId: string, userId: string): boolean {
    const written = this.#writtenMembers.get(`${workspaceId}/${userId}`);
    return written?.role !== undefined && written.at >= this.lastMinute();
  }

  /** We changed this key. */
  noteApiKey(key: ApiKeyWire): void {
    this.#apiKeys.note(key);
    const workspaceId = key.scope.workspace_id;
    if (typeof workspaceId === "string") this.#keysOf(workspaceId).note(key);
  }

  /**
   * Requests this one user; undefined when the API has none. `since`, here and below, is the minimum freshness of the
   * list that confirms the absence.
   */
  async confirmUser(id: string, since: Since = this.lastMinute()): Promise<UserWire | undefined> {
    const doing = `look up the user ${id}`;
    const user = await this.#confirm(path`/v1/organizations/users/${id}`, id, UserWire, doing);
    if (user === undefined) await this.users(since);
    return user;
  }

  /** Asks for this one invitation; undefined when the API says that there is none, or that it was deleted. */
  async confirmInvite(id: string, since: Since = this.lastMinute()): Promise<InviteWire | undefined> {
    const doing = `look up the invitation ${id}`;
    const invite = await this.#confirm(path`/v1/organizations/invites/${id}`, id, InviteWire, doing);
    // A key that can read invitations can read users, and the list of users is never empty.
    if (invite === undefined) await this.users(since);
    return invite?.status === "deleted" ? undefined : invite;
  }

  /** Asks for this one workspace, archived or not; undefined when the API says that there is none. */
  async confirmWorkspace(id: string, since: Since = this.lastMinute()): Promise<WorkspaceWire | undefined> {
    const doing = `look up the workspace ${id}`;
    const workspace = await this.#confirm(path`/v1/organizations/workspaces/${id}`, id, WorkspaceWire, doing);
    if (workspace === undefined) await this.workspaces(since);
    return workspace;
  }

  /**
   * Requests this one workspace membership; undefined when the API has none. The response may be stale, and for a user
   * with access through the organization role it may contain that role.
   */
  async confirmMember(workspaceId: string, userId: string): Promise<WorkspaceMemberWire | undefined> {
    const written = this.#writtenMembers.get(`${workspaceId}/${userId}`);
    if (written !== undefined && written.role === undefined && written.at >= this.lastMinute())
      return undefined;
    const doing = `look up the membership of ${userId} in workspace ${workspaceId}`;
    const where = path`/v1/organizations/workspaces/${workspaceId}/members/${userId}`;
    try {
      const { requestId, value } = await this.#client.request({
        method: "GET",
        path: where,
        answer: WorkspaceMemberWire,
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
  async confirmApiKey(id: string, since: Since = this.lastMinute()): Promise<ApiKeyWire | undefined> {
    const doing = `look up the API key ${id}`;
    const key = await this.#confirm(path`/v1/organizations/api_keys/${id}`, id, ApiKeyWire, doing);
    // A key that can read API keys can read workspaces, and the list of workspaces is never empty.
    if (key === undefined) await this.workspaces(since);
    return key;
  }

  async #confirm<T extends { readonly id: string }>(
    where: string,
    id: string,
    answer: z.ZodType<T>,
    doing: string,
  ): Promise<T | undefined> {
    try {
      const { requestId, value } = await this.#client.request({ method: "GET", path: where, answer, doing });
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

  #remember(written: WrittenMember): void {
    this.#writtenMembers.set(`${written.workspaceId}/${written.userId}`, written);
  }

  #contradictions(workspaceId: string, members: readonly WorkspaceMemberWire[]): readonly string[] {
    const keys: string[] = [];
    const oldest = this.lastMinute();
    for (const [key, written] of this.#writtenMembers) {
      if (written.at < oldest) this.#writtenMembers.delete(key);
      else if (written.workspaceId === workspaceId) {
        const found = members.find((member) => member.user_id === written.userId);
        if (found?.workspace_role !== written.role) keys.push(key);
      }
    }
    return keys;
  }
}

interface WrittenMember {
  readonly workspaceId: string;
  readonly userId: string;
  /** undefined: removed. */
  readonly role: string | undefined;
  readonly at: number;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}

interface Fetch<T> {
  readonly startedAt: number;
  /** Our own writes since it started, which its result may have missed. */
  readonly patches: ((items: Map<string, T>) => void)[];
  readonly result: Promise<readonly T[]>;
}

/** One list, fetched by one request chain at a time. */
class SharedList<T> {
  /** The last complete list was empty and the one before it was not. */
  turnedEmpty = false;
  /** When the list in hand had come; undefined while there is none. */
  endedAt: number | undefined;

  readonly #fetchAll: () => Promise<readonly T[]>;
  readonly #id: (item: T) => string;
  readonly #now: () => number;
  #cache: { readonly startedAt: number; readonly items: Map<string, T> } | undefined;
  #snapshot: readonly T[] | undefined;
  #running: Fetch<T> | undefined;
  #next: Promise<readonly T[]> | undefined;

  constructor(fetchAll: () => Promise<readonly T[]>, id: (item: T) => string, now: () => number) {
    this.#fetchAll = fetchAll;
    this.#id = id;
    this.#now = now;
  }

  cached(since: Since): readonly T[] | undefined {
    if (this.#cache === undefined || this.#cache.startedAt < since) return undefined;
    this.#snapshot ??= [...this.#cache.items.values()];
    return this.#snapshot;
  }

  async get(since: Since): Promise<readonly T[]> {
    const cached = this.cached(since);
    if (cached !== undefined) return cached;
    const running = this.#running;
    if (running === undefined) return this.#next ?? this.#start();
    if (running.startedAt >= since) return running.result;
    // Too early for us. All who come while it runs share the one that follows, instead of one each.
    this.#next ??= running.result
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        this.#next = undefined;
        return this.#start();
      });
    return this.#next;
  }

  note(item: T): void {
    this.#patch((items) => items.set(this.#id(item), item));
  }

  forget(id: string): void {
    this.#patch((items) => items.delete(id));
  }

  #patch(patch: (items: Map<string, T>) => void): void {
    if (this.#cache !== undefined) patch(this.#cache.items);
    this.#snapshot = undefined;
    this.#running?.patches.push(patch);
  }

  #start(): Promise<readonly T[]> {
    const startedAt = this.#now();
    const patches: Fetch<T>["patches"] = [];
    const result = this.#fetchAll()
      .then((list) => {
        const items = new Map(list.map((item) => [this.#id(item), item]));
        const hadEntries = (this.#cache?.items.size ?? 0) > 0;
        if (items.size > 0) this.turnedEmpty = false;
        else if (hadEntries) this.turnedEmpty = true;
        for (const patch of patches) patch(items);
        this.#cache = { startedAt, items };
        this.endedAt = this.#now();
        this.#snapshot = [...items.values()];
        return this.#snapshot;
      })
      .finally(() => {
        this.#running = undefined;
      });
    this.#running = { startedAt, patches, result };
    return result;
  }
}
