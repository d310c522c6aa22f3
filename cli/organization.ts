import { setInterval } from "node:timers";
import type { Client } from "../provider/api/client.ts";
import { RefusedError } from "../provider/api/errors.ts";
import { Live } from "../provider/api/live.ts";
import type {
  ApiKeyWire,
  InviteWire,
  UserWire,
  WorkspaceMemberWire,
  WorkspaceWire,
} from "../provider/api/objects.ts";
import type { ReadSetting } from "../provider/config.ts";
import { Session } from "../provider/session.ts";
import { joined } from "./counting.ts";
import type { Io } from "./io.ts";

/** Every organization has one, and nothing can archive it. */
export const defaultWorkspace = "Default";
/**
 * The default workspace among all of them. Others may have been given its name since, but nothing is older, and it is
 * never archived.
 */
export function defaultAmong(workspaces: readonly WorkspaceWire[]): WorkspaceWire | undefined {
  return workspaces
    .filter(({ name, archived_at: at }) => name === defaultWorkspace && at === null)
    .toSorted((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at))[0];
}

/** Made by itself when somebody first signs in to Claude Code. */
export const claudeCodeWorkspace = "Claude Code";

/** A live organization as its lists show it. Lists that nobody asked for are empty. */
export interface Organization {
  readonly id: string;
  /** All of them: archived ones and the default one too. */
  readonly workspaces: readonly WorkspaceWire[];
  readonly users: readonly UserWire[];
  readonly invites: readonly InviteWire[];
  /** The explicit members of each workspace that was asked about, by its id. */
  readonly members: ReadonlyMap<string, readonly WorkspaceMemberWire[]>;
  readonly apiKeys: readonly ApiKeyWire[];
}

/** Which lists are read; each costs a request for a thousand entries. */
export interface Wanted {
  readonly users: boolean;
  readonly invites: boolean;
  readonly apiKeys: boolean;
  /** Whether the members of a workspace other than the default one are read, which costs at least one request each. */
  membersOf(workspace: WorkspaceWire): boolean;
}

/**
 * The lists of one moment: they are read once, however long that takes, and never again. What is made of them is then
 * of one piece, and makes no further request.
 */
class Snapshot extends Live {
  /** What is on no list is asked for once, however many resources speak of it. */
  readonly #confirmed = {
    users: new Map<string, Promise<UserWire | undefined>>(),
    invites: new Map<string, Promise<InviteWire | undefined>>(),
    workspaces: new Map<string, Promise<WorkspaceWire | undefined>>(),
    apiKeys: new Map<string, Promise<ApiKeyWire | undefined>>(),
  };

  override lastMinute(): number {
    return Live.anytime;
  }

  override users(): Promise<readonly UserWire[]> {
    return super.users(Live.anytime);
  }

  override usersAfterInvites(): Promise<readonly UserWire[]> {
    return super.users(Live.anytime);
  }

  override invites(): Promise<readonly InviteWire[]> {
    return super.invites(Live.anytime);
  }

  override workspaces(): Promise<readonly WorkspaceWire[]> {
    return super.workspaces(Live.anytime);
  }

  override members(workspaceId: string): Promise<readonly WorkspaceMemberWire[]> {
    return super.members(workspaceId, Live.anytime);
  }

  override apiKeys(_: number, workspaceId?: string): Promise<readonly ApiKeyWire[]> {
    return super.apiKeys(Live.anytime, workspaceId);
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

  /** What is said of single objects afterwards (taken over, left as it is) is nothing to those who look at all. */
  override say(line: string): void {
    if (!this.#hasRead) super.say(line);
  }

  hasRead(): void {
    this.#hasRead = true;
  }

  override get client(): Client {
    return this.#origin?.client ?? super.client;
  }

  override get live(): Live {
    if (this.#origin !== undefined) return this.#origin.live;
    this.#snapshot ??= new Snapshot(this.client);
    return this.#snapshot;
  }

  /** A session with other settings and the same lists, for what another stack declares. */
  with(read: ReadSetting): SnapshotSession {
    const session = new SnapshotSession(read, this.env, (line) => this.say(line));
    session.#origin = this;
    session.hasRead();
    return session;
  }
}

/**
 * A session with the settings of a stack. The key comes from the environment, or a secret store that the environment
 * names, and never from the stack: its secrets are not asked for.
 */
export function sessionFor(io: Io, read: ReadSetting): SnapshotSession {
  const session = new SnapshotSession(read, io.env, (line) => io.tell(line));
  const [wrong] = session.invalid();
  if (wrong !== undefined) throw new RefusedError(wrong.reason);
  return session;
}

/** Reads at most this many lists of members at a time; the rate limit is what takes the time. */
const atOnce = 8;
/** A line about progress each time this has passed. */
const progressMs = 5_000;

/**
 * Reads the organization, a request for each list and no other, and tells how far it has come. Nothing is concluded
 * and nothing else is read before the first list has told that this is the organization that is meant.
 */
export async function readOrganization(
  io: Io,
  session: SnapshotSession,
  wanted: Wanted,
  mustBeMeant: (organization: string) => void,
): Promise<Organization> {
  const { live } = session;
  io.tell("Reading the workspaces ...");
  const workspaces = await live.workspaces(Live.anytime);
  mustHaveSome("workspaces", workspaces);
  const id = await session.organization();
  mustBeMeant(id);

  const asked = [
    ...(wanted.users ? ["the people"] : []),
    ...(wanted.invites ? ["the invitations"] : []),
    ...(wanted.apiKeys ? ["the API keys"] : []),
  ];
  if (asked.length > 0) io.tell(`Reading ${joined(asked)} of organization ${id} ...`);
  const [users, invites, apiKeys] = await Promise.all([
    wanted.users ? live.users(Live.anytime) : [],
    wanted.invites ? live.invites(Live.anytime) : [],
    wanted.apiKeys ? live.apiKeys(Live.anytime) : [],
  ]);
  if (wanted.users) mustHaveSome("people", users);

  const usual = defaultAmong(workspaces);
  const open = workspaces.filter((workspace) => workspace !== usual && wanted.membersOf(workspace));
  const members = new Map<string, readonly WorkspaceMemberWire[]>();
  const left = [...open];
  const readNext = async (): Promise<void> => {
    for (let workspace = left.shift(); workspace !== undefined; workspace = left.shift()) {
      members.set(workspace.id, await live.members(workspace.id, Live.anytime));
    }
  };
  const tell = () => io.tell(`Reading the members of workspaces: ${members.size} of ${open.length} ...`);
  if (open.length > 0) tell();
  const ticking = setInterval(tell, progressMs);
  try {
    await Promise.all(Array.from({ length: atOnce }, readNext));
  } finally {
    clearInterval(ticking);
  }
  if (open.length > 0) tell();
  session.hasRead();
  return { id, workspaces, users, invites, members, apiKeys };
}

/** Every organization has a default workspace, and somebody who administers it: an empty list is not the truth. */
function mustHaveSome(what: string, list: readonly unknown[]): void {
  if (list.length > 0) return;
  throw new RefusedError(
    `The API's list of ${what} came back empty, which cannot be. Nothing was concluded from it. Try again; if it stays so, ask whether something between here and the API changes its answers.`,
  );
}
