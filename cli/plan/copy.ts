import { type Emulator, startEmulator } from "../../emulator/index.ts";
import type { FullSeed } from "../../emulator/seed.ts";
import { Client } from "../../provider/api/client.ts";
import { Budget } from "../../provider/kernel/budget.ts";
import type { Notice } from "../../provider/kernel/notices.ts";
import { Session } from "../../provider/kernel/session.ts";
import { type Environment, type ReadSetting, readSettings } from "../../provider/settings/config.ts";
import { ReadOnceCache } from "../organization/readOnceCache.ts";
import { type Snapshot, seedOf } from "../organization/snapshot.ts";
import { withoutAuditLog } from "../organization/snapshotSession.ts";
import { quoted } from "../output/phrases.ts";

/** How much of what is limited a run does. */
export type Spent = Record<Parameters<Budget["spend"]>[0], number>;

/** Counts what a run would do of what is limited, and lets it be done: where it would stop is said of the whole. */
class Tally extends Budget {
  readonly spent: Spent = { archives: 0, removals: 0, invitations: 0 };

  override spend(kind: keyof Spent, _: string, count = 1): void {
    this.spent[kind] += count;
  }
}

/** A process of the provider that works on a copy, with the settings of the real one. */
class RehearsalSession extends Session {
  readonly #emulator: Emulator;
  readonly #tally: Tally;
  #ownClient: Client | undefined;
  #ownLive: ReadOnceCache | undefined;

  constructor(read: ReadSetting, env: Environment, show: (notice: Notice) => void, emulator: Emulator) {
    super(withoutAuditLog(read), env, show);
    this.#emulator = emulator;
    this.#tally = new Tally(readSettings(read, env));
  }

  override get client(): Client {
    this.#ownClient ??= new Client({
      baseUrl: new URL(this.#emulator.url),
      credential: () => ({ source: "the rehearsal", token: async () => this.#emulator.adminKey }),
      requestsPerMinute: Number.POSITIVE_INFINITY,
      invitesPerHour: Number.POSITIVE_INFINITY,
      say: () => undefined,
      pace: 0,
    });
    return this.#ownClient;
  }

  override get cache(): ReadOnceCache {
    // On a copy nobody else writes, so that a list with our own writes in it stays true. Keys are the exception: they
    // end with a workspace or a person without our writing to them.
    this.#ownLive ??= new ReadOnceCache(this.client);
    return this.#ownLive;
  }

  override get budget(): Tally {
    return this.#tally;
  }
}

/** A copy of a live organization on which a run is rehearsed. */
export interface Copy {
  /** The id of the organization. */
  readonly organization: string;
  readonly session: RehearsalSession;
  /** One without a key, which looks nobody up. */
  readonly blind: Session;
  /** What was done since the last call, by the writes that were not refused. */
  done(): Done;
  /** A workspace as people call it, by its id. */
  called(workspace: string): string;
  /** What to call an object that the rehearsal itself made, by an id that it will not have. Asked at the end. */
  invented(id: string): string | undefined;
  /** The notices since the last call. */
  notices(): Notice[];
  stop(): Promise<void>;
}

export interface Done {
  readonly writes: readonly Write[];
  /** The organization before and after them. */
  readonly before: FullSeed;
  readonly after: FullSeed;
}

export interface Write {
  readonly method: string;
  /** After `/v1/organizations/`. */
  readonly path: readonly string[];
  readonly body: unknown;
}

/** Further names that the program gives to things which the lists do not show, and which are taken to be there. */
export interface Assumed {
  readonly externalKeys: ReadonlySet<string>;
  readonly userProfiles: ReadonlySet<string>;
}

/** As many live workspaces as an organization may have, unless it has more. */
const usualWorkspaces = 100;

export async function copyOf(
  snapshot: Snapshot,
  read: ReadSetting,
  env: Environment,
  assumed: Assumed,
): Promise<Copy> {
  const seed = seedOf(snapshot);
  const active = seed.workspaces.filter(({ archived_at: archived }) => archived === null).length;
  const keys = [...seed.workspaces.map(({ external_key_id: id }) => id), ...assumed.externalKeys];
  const profiles = [...seed.workspaces.map(({ user_profile_id: id }) => id), ...assumed.userProfiles];
  seed.settings = {
    ...(active > usualWorkspaces ? { workspace_limit: Number.MAX_SAFE_INTEGER } : {}),
    external_keys: distinct(keys).map((id) => ({ id })),
    user_profiles: distinct(profiles).map((id) => ({ id })),
  };
  const emulator = await startEmulator({ seed, requestsPerMinute: "unlimited", warn: () => undefined });
  const organization = emulator.organization();
  const notices: Notice[] = [];
  let current = organization.state();
  let end: FullSeed | undefined;
  const given = new Set([...current.workspaces, ...current.invites].map(({ id }) => id));
  return {
    organization: current.organization.id,
    session: new RehearsalSession(read, env, (notice) => void notices.push(notice), emulator),
    blind: new Session(withoutAuditLog(read), keyless(env), () => undefined),
    done() {
      const done = emulator.requests.filter(
        ({ method, status }) => method !== "GET" && status >= 200 && status < 300,
      );
      emulator.clearRequests();
      const before = current;
      const writes = done.map(({ method, path, body }) => ({ method, path: path.split("/").slice(3), body }));
      // Looking at the whole takes a moment where there are thousands. Most operations write nothing, or invite
      // somebody, of whom the write itself tells all.
      if (!writes.every(isInvitation)) current = organization.state();
      return { writes, before, after: current };
    },
    called(id) {
      return calledIn(current, id);
    },
    invented(id) {
      if (given.has(id)) return undefined;
      end ??= organization.state();
      const workspace = end.workspaces.find((each) => each.id === id);
      if (workspace !== undefined) return `the new workspace ${quoted(workspace.name)}`;
      return end.invites.some((each) => each.id === id) ? "a new invitation" : undefined;
    },
    notices: () => notices.splice(0),
    stop: () => emulator.stop(),
  };
}

/** A workspace's name, and the id where several live ones share it. */
export function calledIn({ default_workspace: usual, workspaces }: FullSeed, id: string): string {
  const all = [usual, ...workspaces];
  const workspace = all.find((each) => each.id === id);
  if (workspace === undefined) return id;
  const { name } = workspace;
  const shared = all.filter((each) => each.name === name && each.archived_at === null).length > 1;
  return shared ? `${quoted(name)} (${id})` : quoted(name);
}

/** The environment variables that settings need, without the keys. */
function keyless({ ANTHROPIC_ADMIN_BASE_URL, ANTHROPIC_ALLOWED_KEY_VARIABLES }: Environment): Environment {
  return { ANTHROPIC_ADMIN_BASE_URL, ANTHROPIC_ALLOWED_KEY_VARIABLES };
}

function isInvitation({ method, path }: Write): boolean {
  return method === "POST" && path[0] === "invites";
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
