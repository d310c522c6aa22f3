import { randomUUID } from "node:crypto";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { isExternalKeyId } from "../../emulator/schemas/externalKeys.ts";
import type { FullSeed } from "../../emulator/seed.ts";
import { Client } from "../../provider/api/client.ts";
import type { Credential, CredentialKind } from "../../provider/api/credential.ts";
import { noteWrite } from "../../provider/kernel/auditLog.ts";
import { Budget } from "../../provider/kernel/limitsPerRun.ts";
import type { Notice } from "../../provider/kernel/notices.ts";
import type { RecordedResource } from "../../provider/kernel/recordedState.ts";
import { Session } from "../../provider/kernel/session.ts";
import { keyIn } from "../../provider/resources/externalKey/identity.ts";
import { configOf } from "../../provider/resources/externalKey/wire.ts";
import { type Environment, type ReadSetting, readSettings } from "../../provider/settings/config.ts";
import { ReadOnceCache } from "../organization/readOnceCache.ts";
import { type Snapshot, seedOf } from "../organization/snapshot.ts";
import { withoutAuditLog } from "../organization/snapshotSession.ts";
import type { Unread } from "../organization/unread.ts";
import { quoted } from "../output/phrases.ts";

/** The counts of a run, by limit. */
export type Spent = Record<Parameters<Budget["spend"]>[0], number>;

/** Counts without a limit, since the report compares the totals of the run with the limits. */
class Tally extends Budget {
  readonly spent: Spent = { archives: 0, removals: 0, invitations: 0 };

  override spend(kind: keyof Spent, _: string, count = 1): void {
    this.spent[kind] += count;
  }
}

/** A session of the provider that works on a copy, with the settings of the real one. */
class SimulationSession extends Session {
  readonly #emulator: Emulator;
  readonly #tally: Tally;
  #copyClient: Client | undefined;
  #copyCache: ReadOnceCache | undefined;

  constructor(
    read: ReadSetting,
    env: Environment,
    show: (notice: Notice) => void,
    emulator: Emulator,
    recorded: readonly RecordedResource[],
  ) {
    super(withoutAuditLog(read), env, show, 1, undefined, () => Promise.resolve(recorded));
    this.#emulator = emulator;
    this.#tally = new Tally(readSettings(read, env));
  }

  override get client(): Client {
    this.#copyClient ??= new Client({
      baseUrl: new URL(this.#emulator.url),
      credential: () => copyCredential(this.#emulator, this.credential.kind),
      requestsPerMinute: Number.POSITIVE_INFINITY,
      invitesPerHour: Number.POSITIVE_INFINITY,
      notify: () => undefined,
      mayWrite: async () => noteWrite(),
      pace: 0,
    });
    return this.#copyClient;
  }

  override get cache(): ReadOnceCache {
    // No other client writes to a copy, so a list with the session's own writes stays correct. The list of API keys does
    // not: archiving a workspace or removing a user also changes their keys.
    this.#copyCache ??= new ReadOnceCache(this.client);
    return this.#copyCache;
  }

  override get limits(): Tally {
    return this.#tally;
  }
}

/** A credential of the copy that may do the same as the real one. */
function copyCredential(emulator: Emulator, kind: CredentialKind): Credential {
  let token = emulator.adminKey;
  if (kind !== "adminKey" && kind !== "enterpriseKey") {
    token = `sk-ant-oat01-${randomUUID()}`;
    const { credentials } = emulator.organization();
    credentials.add({ secret: token, kind: kind === "federation" ? "oauth" : "interactiveOauth" });
  }
  return { source: "the simulation", kind, token: async () => token };
}

/** A copy of an organization on which a run is simulated. */
export interface Copy {
  /** The ID of the organization. */
  readonly organization: string;
  /** The families that the copy lacks. */
  readonly unread: readonly Unread[];
  readonly session: SimulationSession;
  /** A session without a key, which reads nothing of the organization. */
  readonly keylessSession: Session;
  /** Returns the successful writes since the last call. */
  takeEffects(): Effects;
  /** The name of a workspace for messages, by its ID. */
  workspaceName(workspace: string): string;
  /** The name of a service account for messages, by its ID. */
  serviceAccountName(account: string): string;
  /** The name of an RBAC group for messages, by its ID. */
  groupName(group: string): string;
  /** The name of an object that the simulation created, by its ID on the copy. To be called when all steps are done. */
  newObjectName(id: string): string | undefined;
  /** Whether a text contains the ID of an object that the simulation created. */
  namesNewObject(text: string): boolean;
  /** Returns the notices since the last call. */
  takeNotices(): Notice[];
  stop(): Promise<void>;
}

export interface Effects {
  readonly writes: readonly Write[];
  /** The organization before and after the writes. */
  readonly before: FullSeed;
  readonly after: FullSeed;
}

export interface Write {
  readonly method: string;
  /** The path after `/v1/organizations/`. */
  readonly path: readonly string[];
  readonly body: unknown;
}

/** IDs in the program of objects that no list shows. They are assumed to exist. */
export interface Assumed {
  readonly externalKeys: ReadonlySet<string>;
  readonly userProfiles: ReadonlySet<string>;
  /** Whether it is a Claude Enterprise organization, which no list shows. */
  readonly enterprise?: boolean;
}

/** What a run reads besides the organization. */
export interface Surroundings {
  readonly assumed: Assumed;
  /** The resources in the state of the stack. */
  readonly recorded: readonly RecordedResource[];
  /** The families that the credential cannot read. */
  readonly unread: readonly Unread[];
}

/** The default limit of active workspaces in an organization. */
const defaultWorkspaceLimit = 100;

export async function copyOf(
  snapshot: Snapshot,
  read: ReadSetting,
  env: Environment,
  { assumed, recorded, unread }: Surroundings,
): Promise<Copy> {
  const seed = seedOf(snapshot);
  const active = seed.workspaces.filter(({ archived_at: archived }) => archived === null).length;
  const keys = [...seed.workspaces.map(({ external_key_id: id }) => id), ...assumed.externalKeys];
  const profiles = [...seed.workspaces.map(({ user_profile_id: id }) => id), ...assumed.userProfiles];
  seed.settings = {
    ...seed.settings,
    ...(assumed.enterprise === true ? { organization_type: "claude_enterprise" } : {}),
    ...(active > defaultWorkspaceLimit ? { workspace_limit: Number.MAX_SAFE_INTEGER } : {}),
    user_profiles: distinct(profiles).map((id) => ({ id })),
  };
  const known = new Set(seed.external_keys.map(({ id }) => id));
  const unknown = distinct(keys).filter((id) => !known.has(id) && isExternalKeyId(id));
  const external_keys = [...seed.external_keys, ...unknown.map((id) => ({ id }))];
  const emulator = await startEmulator({
    seed: { ...seed, external_keys },
    requestsPerMinute: "unlimited",
    warn: () => undefined,
  });
  const organization = emulator.organization();
  const notices: Notice[] = [];
  let current = organization.state();
  let end: FullSeed | undefined;
  const originalIds = new Set(
    [
      ...current.workspaces,
      ...current.invites,
      ...current.federation_issuers,
      ...current.federation_rules,
      ...current.service_accounts,
      ...current.rbac_groups,
      ...current.external_keys,
    ].map(({ id }) => id),
  );
  return {
    organization: current.organization.id,
    unread,
    session: new SimulationSession(read, env, (notice) => void notices.push(notice), emulator, recorded),
    keylessSession: new Session(withoutAuditLog(read), keyless(env), () => undefined),
    takeEffects() {
      const successful = emulator.requests.filter(
        ({ method, status }) => method !== "GET" && status >= 200 && status < 300,
      );
      emulator.clearRequests();
      const before = current;
      const writes = successful.map(({ method, path, body }) => ({
        method,
        path: path.split("/").slice(3),
        body,
      }));
      // The state of a large organization takes time to copy. Most operations write nothing or only an invitation, whose
      // request contains everything that a report needs.
      if (!writes.every(isInvitation)) current = organization.state();
      return { writes, before, after: current };
    },
    groupName(id) {
      const name = current.rbac_groups.find((group) => group.id === id)?.name;
      return name === undefined ? id : quoted(name);
    },
    workspaceName(id) {
      return workspaceNameIn(current, id);
    },
    serviceAccountName(id) {
      return serviceAccountNameIn(current, id);
    },
    newObjectName(id) {
      if (originalIds.has(id)) return undefined;
      end ??= organization.state();
      const workspace = end.workspaces.find((each) => each.id === id);
      if (workspace !== undefined) return `the new workspace ${quoted(workspace.name)}`;
      const issuer = end.federation_issuers.find((each) => each.id === id);
      if (issuer !== undefined) return `the new federation issuer ${quoted(issuer.name)}`;
      const rule = end.federation_rules.find((each) => each.id === id);
      if (rule !== undefined) return `the new federation rule ${quoted(rule.name)}`;
      const account = end.service_accounts.find((each) => each.id === id);
      if (account !== undefined) return `the new service account ${quoted(account.name)}`;
      const group = end.rbac_groups.find((each) => each.id === id);
      if (group !== undefined) return `the new RBAC group ${quoted(group.name)}`;
      const key = end.external_keys.find((each) => each.id === id);
      if (key !== undefined) {
        const { display_name: name, provider_config: config } = key;
        return `the new external key ${name === null ? keyIn(configOf(config)) : quoted(name)}`;
      }
      return end.invites.some((each) => each.id === id) ? "a new invitation" : undefined;
    },
    namesNewObject: (text) =>
      (text.match(/\b(wrkspc|invite|fdis|fdrl|svac|rbac_group|ekey)_\w+/g) ?? []).some(
        (id) => !originalIds.has(id),
      ),
    takeNotices: () => notices.splice(0),
    stop: () => emulator.stop(),
  };
}

/** The name of a workspace, with its ID when several active workspaces have the name. */
export function workspaceNameIn({ default_workspace: defaultOne, workspaces }: FullSeed, id: string): string {
  const all = [defaultOne, ...workspaces];
  const workspace = all.find((each) => each.id === id);
  if (workspace === undefined) return id;
  const { name } = workspace;
  const shared = all.filter((each) => each.name === name && each.archived_at === null).length > 1;
  return shared ? `${quoted(name)} (${id})` : quoted(name);
}

/** The name of a service account, or its ID when the copy does not have it. */
export function serviceAccountNameIn({ service_accounts: accounts }: FullSeed, id: string): string {
  const account = accounts.find((each) => each.id === id);
  return account === undefined ? id : quoted(account.name);
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
