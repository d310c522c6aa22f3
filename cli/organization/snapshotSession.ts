import type { Client } from "../../provider/api/client.ts";
import type {
  ApiKeyWire,
  InviteWire,
  UserWire,
  WorkspaceMemberWire,
  WorkspaceWire,
} from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { UserError } from "../../provider/errors.ts";
import { type Notice, type NoticeCode, noticeLine } from "../../provider/kernel/notices.ts";
import { Session } from "../../provider/kernel/session.ts";
import type { Environment, ReadSetting } from "../../provider/settings/config.ts";
import type { Io } from "../output/io.ts";
import { ReadOnceCache } from "./readOnceCache.ts";

/**
 * The lists of one moment: they are read once, however long that takes, and never again. What is made of them is then
 * of one piece, and makes no further request.
 */
class Snapshot extends ReadOnceCache {
  /** What is on no list is asked for once, however many resources speak of it. */
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

  override confirmUser(id: string): Promise<UserWire | undefined> {
    return once(this.#confirmed.users, id, () => super.confirmUser(id));
  }

  override confirmInvite(id: string): Promise<InviteWire | undefined> {
    return once(this.#confirmed.invites, id, () => super.confirmInvite(id));
  }

  override confirmWorkspace(id: string): Promise<WorkspaceWire | undefined> {
    return once(this.#confirmed.workspaces, id, () => super.confirmWorkspace(id));
  }

  override confirmMember(workspaceId: string, userId: string): Promise<WorkspaceMemberWire | undefined> {
    const ask = () => super.confirmMember(workspaceId, userId);
    return once(this.#confirmed.members, `${workspaceId}/${userId}`, ask);
  }

  override confirmApiKey(id: string): Promise<ApiKeyWire | undefined> {
    return once(this.#confirmed.apiKeys, id, () => super.confirmApiKey(id));
  }
}

function once<T>(answers: Map<string, Promise<T>>, id: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(id) ?? ask();
  answers.set(id, known);
  return known;
}

/**
 * A session for commands that look at an organization as a whole: the settings, credential, address and throttle of the
 * provider, and one snapshot of the lists. The kinds can be asked about what is in it.
 */
export class SnapshotSession extends Session {
  #snapshot: Snapshot | undefined;
  #origin: SnapshotSession | undefined;
  #hasRead = false;

  constructor(read: ReadSetting, env: Environment, show: (notice: Notice) => void) {
    super(unlogged(read), env, show);
  }

  /** What is said of single objects afterwards (taken over, left as it is) is nothing to those who look at all. */
  override notify(code: NoticeCode, text: string, resource?: string): void {
    if (!this.#hasRead) super.notify(code, text, resource);
  }

  hasRead(): void {
    this.#hasRead = true;
  }

  override get client(): Client {
    return this.#origin?.client ?? super.client;
  }

  override get cache(): OrganizationCache {
    if (this.#origin !== undefined) return this.#origin.cache;
    this.#snapshot ??= new Snapshot(this.client);
    return this.#snapshot;
  }

  /** A session with other settings and the same lists, for what another stack declares. */
  with(read: ReadSetting): SnapshotSession {
    const session = new SnapshotSession(read, this.env, ({ code, text, resource }) =>
      this.notify(code, text, resource),
    );
    session.#origin = this;
    session.hasRead();
    return session;
  }
}

/** The settings without the audit log, which the CLI does not need and whose folder may not be the program's. */
export function unlogged(read: ReadSetting): ReadSetting {
  return (key) => (key === "anthropic:auditLog" ? undefined : read(key));
}

/**
 * A session with the settings of a stack. The key comes from the environment, or a secret store that the environment
 * names, and never from the stack: its secrets are not asked for.
 */
export function sessionFor(io: Io, read: ReadSetting): SnapshotSession {
  const session = new SnapshotSession(read, io.env, (notice) => io.tell(noticeLine(notice)));
  const [wrong] = session.invalid();
  if (wrong !== undefined) throw new UserError(wrong.reason);
  return session;
}
