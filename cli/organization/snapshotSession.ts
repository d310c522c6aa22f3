import type { ObjectLookup } from "../../provider/api/absence.ts";
import type { Client } from "../../provider/api/client.ts";
import type {
  ApiKeyWire,
  InviteWire,
  UserWire,
  WorkspaceMemberWire,
  WorkspaceWire,
} from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import type { MinFreshness } from "../../provider/api/sharedList.ts";
import { UserError } from "../../provider/errors.ts";
import type { NoticeCode } from "../../provider/kernel/noticeCode.ts";
import { type Notice, noticeLine } from "../../provider/kernel/notices.ts";
import { Session } from "../../provider/kernel/session.ts";
import type { Environment, ReadSetting } from "../../provider/settings/config.ts";
import type { Io } from "../output/io.ts";
import { ReadOnceCache } from "./readOnceCache.ts";

/** A cache that reads each list and each object once, so that everything a command derives from it is consistent. */
class SnapshotCache extends ReadOnceCache {
  /** The objects that were not in a list and were requested by ID. */
  readonly #confirmed = {
    users: new Map<string, Promise<UserWire | undefined>>(),
    invites: new Map<string, Promise<InviteWire | undefined>>(),
    workspaces: new Map<string, Promise<WorkspaceWire | undefined>>(),
    apiKeys: new Map<string, Promise<ApiKeyWire | undefined>>(),
    members: new Map<string, Promise<WorkspaceMemberWire | undefined>>(),
  };

  override lastMinute(): number {
    return OrganizationCache.anyAge;
  }

  override apiKeys(_: number, workspaceId?: string): Promise<readonly ApiKeyWire[]> {
    return super.apiKeys(OrganizationCache.anyAge, workspaceId);
  }

  /** A snapshot looks each object up only once. */
  override find<T>(lookup: ObjectLookup<T>, minFreshness: MinFreshness | undefined): Promise<T | undefined> {
    return super.find(lookup, minFreshness, "once");
  }

  override confirmUser(id: string): Promise<UserWire | undefined> {
    return once(this.#confirmed.users, id, () => super.confirmUser(id));
  }

  override requestInvite(id: string, minFreshness: MinFreshness): Promise<InviteWire | undefined> {
    return once(this.#confirmed.invites, id, () => super.requestInvite(id, minFreshness));
  }

  override confirmWorkspace(id: string): Promise<WorkspaceWire | undefined> {
    return once(this.#confirmed.workspaces, id, () => super.confirmWorkspace(id));
  }

  override confirmMember(workspaceId: string, userId: string): Promise<WorkspaceMemberWire | undefined> {
    const request = () => super.confirmMember(workspaceId, userId);
    return once(this.#confirmed.members, `${workspaceId}/${userId}`, request);
  }

  override confirmApiKey(id: string): Promise<ApiKeyWire | undefined> {
    return once(this.#confirmed.apiKeys, id, () => super.confirmApiKey(id));
  }
}

function once<T>(results: Map<string, Promise<T>>, id: string, request: () => Promise<T>): Promise<T> {
  const known = results.get(id) ?? request();
  results.set(id, known);
  return known;
}

/**
 * A session for commands that read a whole organization. Has the settings, credential, base URL and throttle of the
 * provider, and reads each list once. Resource types can read their objects with it.
 */
export class SnapshotSession extends Session {
  #cache: SnapshotCache | undefined;
  #origin: SnapshotSession | undefined;
  #muted = false;

  constructor(read: ReadSetting, env: Environment, show: (notice: Notice) => void) {
    super(withoutAuditLog(read), env, show);
  }

  override notify(code: NoticeCode, text: string, resource?: string): void {
    if (!this.#muted) super.notify(code, text, resource);
  }

  /** Suppresses further notices. Those about single objects (adopted, retained) do not apply to a command that only reads. */
  muteNotices(): void {
    this.#muted = true;
  }

  override get client(): Client {
    return this.#origin?.client ?? super.client;
  }

  override get cache(): OrganizationCache {
    if (this.#origin !== undefined) return this.#origin.cache;
    this.#cache ??= new SnapshotCache(this.client);
    return this.#cache;
  }

  /** A session with the settings of another stack, and the same lists. */
  withSettings(read: ReadSetting): SnapshotSession {
    const session = new SnapshotSession(read, this.env, ({ code, text, resource }) =>
      this.notify(code, text, resource),
    );
    session.#origin = this;
    session.muteNotices();
    return session;
  }
}

/** The settings without the audit log. Commands do not change the organization, and may run outside of the program's folder. */
export function withoutAuditLog(read: ReadSetting): ReadSetting {
  return (key) => (key === "anthropic:auditLog" ? undefined : read(key));
}

/** A session with the settings of a stack. `decryptedSettings` reads those that are secrets. */
export function sessionFor(io: Io, read: ReadSetting): SnapshotSession {
  const session = new SnapshotSession(read, io.env, (notice) => io.progress(noticeLine(notice)));
  const [failure] = session.invalid();
  if (failure !== undefined) throw new UserError(failure.reason);
  return session;
}
