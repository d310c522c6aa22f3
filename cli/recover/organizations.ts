import { resolveAuditFile } from "../../provider/kernel/auditFile.ts";
import type { NameMap } from "../../provider/kernel/objectName.ts";
import { type ReadSetting, readSettings } from "../../provider/settings/config.ts";
import {
  type Organization,
  readOrganization,
  rejectOtherOrganization,
} from "../organization/readOrganization.ts";
import { type SnapshotSession, sessionFor } from "../organization/snapshotSession.ts";
import type { Io } from "../output/io.ts";
import { decryptedSettings } from "../states/decryptedSettings.ts";
import { managedIn, organizationsOf } from "../states/stackState.ts";
import type { TargetStack } from "../states/stacks.ts";
import { readAuditLog } from "./evidence.ts";
import type { Exported } from "./pending.ts";

/** The organization of one provider of the stack, and what is known about it. */
export interface KnownOrganization {
  readonly session: SnapshotSession;
  readonly settings: ReadSetting;
  /** With the lists that the pending creates need. */
  readonly organization: Organization;
  /** What the state already has, as `Workspace wrkspc_...`. */
  readonly managed: NameMap<string>;
  readonly auditLog: string | undefined;
  /** IDs of objects that are to be recorded for other pending creates. */
  readonly taken: Set<string>;
}

/** The organizations of the stack's providers, each read when it is first needed. */
export class Organizations {
  readonly #io: Io;
  readonly #target: TargetStack;
  readonly #exported: Exported;
  readonly #kinds: ReadonlySet<string>;
  readonly #readAgain = new Set<string | undefined>();
  readonly #known = new Map<string | undefined, Promise<KnownOrganization>>();

  /** `kinds` are the resource types of the pending creates. */
  constructor(io: Io, target: TargetStack, exported: Exported, kinds: ReadonlySet<string>) {
    this.#io = io;
    this.#target = target;
    this.#exported = exported;
    this.#kinds = kinds;
  }

  /** `provider` is a resource's reference to its provider. */
  of(provider: string | undefined): Promise<KnownOrganization> {
    const known =
      this.#known.get(provider) ?? readFor(this.#io, this.#target, this.#exported, this.#kinds, provider);
    this.#known.set(provider, known);
    return known;
  }

  /**
   * The organization of a provider, read a second time at the first call. A list can be stale or lack entries: if a create were settled as
   * not sent by mistake, its object would be created again, and an object of another client could be taken for the only one of its name.
   */
  async again(provider: string | undefined): Promise<KnownOrganization> {
    if (this.#readAgain.has(provider)) return await this.of(provider);
    this.#readAgain.add(provider);
    const { taken } = await this.of(provider);
    const read = readFor(this.#io, this.#target, this.#exported, this.#kinds, provider);
    const again = read.then((known) => ({ ...known, taken }));
    this.#known.set(provider, again);
    return await again;
  }
}

async function readFor(
  io: Io,
  target: TargetStack,
  { deployment }: Exported,
  kinds: ReadonlySet<string>,
  provider: string | undefined,
): Promise<KnownOrganization> {
  // The reference is the provider's URN and ID. Only an explicit Provider has its own settings.
  const own = deployment.resources?.find(({ urn, id }) => `${urn}::${id}` === provider);
  const explicit = own?.urn.endsWith("::default") === false ? own.inputs : undefined;
  const config = explicit === undefined ? await decryptedSettings(io, target) : undefined;
  const read: ReadSetting = (key) => {
    if (explicit === undefined) return config?.(key);
    const value = explicit[key];
    return typeof value === "string" ? value : undefined;
  };
  const session = sessionFor(io, read);
  const meant = explicit === undefined ? organizationsOf(target.state) : new Set<string>();
  const organization = await readOrganization(
    io,
    session,
    {
      users: false,
      invites: false,
      apiKeys: false,
      membersOf: () => false,
      ...(kinds.has("ServiceAccount") ? { serviceAccountsIn: () => false } : {}),
      federation: kinds.has("FederationIssuer") || kinds.has("FederationRule"),
      externalKeys: kinds.has("ExternalKey"),
      ...(kinds.has("RbacGroup") ? { groupMembersOf: () => false } : {}),
    },
    (id) =>
      rejectOtherOrganization(
        id,
        meant,
        `the stack ${target.label} manages`,
        "Nothing was changed. Use a key of that organization.",
      ),
  );
  const { auditLog: configured } = readSettings(read, io.env);
  const auditFile = resolveAuditFile({ env: io.env, configured, folder: io.cwd });
  return {
    session,
    settings: read,
    organization,
    managed: managedIn([target.state]),
    auditLog: await readAuditLog(auditFile?.path),
    taken: new Set(),
  };
}
