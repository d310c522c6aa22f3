import { resolveBaseUrl } from "../api/address.ts";
import type { Caller } from "../api/caller.ts";
import { Client } from "../api/client.ts";
import { type CredentialSource, resolveCredential } from "../api/credentials.ts";
import { OrganizationCache } from "../api/organizationCache.ts";
import { apiLimitation } from "../apiLimitations.ts";
import { type ErrorText, NoCredentialError, UserError } from "../errors.ts";
import { type Environment, type ReadSetting, readSettings, type Settings } from "../settings/config.ts";
import { version } from "../version.ts";
import { auditor } from "./audit.ts";
import { type AuditFile, resolveAuditFile } from "./auditFile.ts";
import { Budget } from "./budget.ts";
import { type Notice, type NoticeCode, Notices } from "./notices.ts";
import { isUnknown } from "./unknown.ts";

/**
 * What the operations of one process share: one organization, one throttle, one view of what lives there. Everything
 * is made when it is first needed, since Pulumi configures a provider before it is clear whether anything will be
 * asked at all, and notices only the first error of several.
 */
export class Session {
  readonly env: Environment;
  /** Objects that the program declares, by identity: see `Plan.identities`. */
  readonly declared = new Set<string>();
  /** Further identities of theirs, which the organization told. */
  readonly learned = new Set<string>();
  /** Objects that resources of the program have and keep, by identity: the resources' names. */
  readonly #keepers = new Map<string, Set<string | undefined>>();
  /** Objects that only one resource may declare, by name: where that resource stands in which program. */
  readonly #claims = new Map<string, string>();
  /** Objects that a delete left to the resource that declares them now. */
  readonly handedOver = new Set<string>();
  /** Objects that resources of the program give up for others in this run, by id. */
  readonly givenUp = new Set<string>();
  /** Resources that the program has registered so far: kind, and where it stands in which program. */
  readonly registered = new Set<string>();
  /** The first resource whose registration failed in this run: resource type and name. */
  failedRegistration: string | undefined;
  /** Names being created at this moment. */
  readonly reserved = new Set<string>();
  /** What was made before anything said which organization is meant. */
  readonly #unasked: string[] = [];
  readonly #read: ReadSetting;
  readonly #notices: Notices;
  readonly #pace: number;
  readonly #caller: Caller | undefined;
  /** Reasons why the settings are invalid that were shown already. */
  readonly #invalid = new Set<string>();
  #settings: Settings | undefined;
  #client: Client | undefined;
  #live: OrganizationCache | undefined;
  #budget: Budget | undefined;
  #stamp: string | undefined;

  /**
   * `pace` scales the pauses, which tests shorten. Once the `caller` has ended, nothing is written.
   */
  constructor(
    read: ReadSetting,
    env: Environment,
    show: (notice: Notice) => void,
    pace = 1,
    caller?: Caller,
  ) {
    this.#read = (key) => {
      const value = read(key);
      return isUnknown(value) ? undefined : value;
    };
    this.env = env;
    this.#notices = new Notices(show);
    this.#pace = pace;
    this.#caller = caller;
  }

  get settings(): Settings {
    this.#settings ??= readSettings(this.#read, this.env);
    return this.#settings;
  }

  get client(): Client {
    if (this.#client !== undefined) return this.#client;
    const audit = this.#auditFile();
    this.#client = new Client({
      baseUrl: this.#baseUrl,
      credential: () => resolveCredential(this.#credentialSource),
      requestsPerMinute: this.settings.requestsPerMinute,
      say: (line) => this.notify("rateLimited", line),
      userAgent: `pulumi-anthropic/${version}`,
      pace: this.#pace,
      caller: this.#caller,
      // What the first resources of a program look up takes a while: by then the state of others may have told more.
      mayWrite: async () => {
        if (this.expectsOrganization) await this.organization();
      },
      watch:
        audit === undefined
          ? undefined
          : auditor(audit, this.env, (line) => this.notify("auditLogIncomplete", line)),
    });
    return this.#client;
  }

  /** Resolves when every started write has ended and is in the audit log. */
  async settled(): Promise<void> {
    await this.#client?.settled();
  }

  get cache(): OrganizationCache {
    this.#live ??= new OrganizationCache(this.client);
    return this.#live;
  }

  get budget(): Budget {
    this.#budget ??= new Budget(this.settings);
    return this.#budget;
  }

  /** Whether the configuration, or a resource seen before, says which organization is meant. */
  get expectsOrganization(): boolean {
    return this.settings.organizationId !== undefined || this.#stamp !== undefined;
  }

  /** Whether the program declares an object, `KIND IDENTITY`, by whatever identity of it. */
  declares(name: string): boolean {
    return this.declared.has(name) || this.learned.has(name);
  }

  /** A resource that the program has registered goes on having this object, `KIND IDENTITY`. */
  keeps(name: string, resource: string | undefined): void {
    const keepers = this.#keepers.get(name) ?? new Set();
    this.#keepers.set(name, keepers.add(resource));
  }

  /** Whether another resource than this one goes on having an object. */
  keptByAnother(name: string, resource: string | undefined): boolean {
    return [...(this.#keepers.get(name) ?? [])].some((keeper) => keeper !== resource);
  }

  /** A resource declares an object, `KIND NAME`, that no other may declare. Answers the other one that does already. */
  claim(name: string, origin: string): string | undefined {
    const holder = this.#claims.get(name) ?? origin;
    this.#claims.set(name, holder);
    return holder === origin ? undefined : holder;
  }

  /** Tells the user something, in the name of a resource if it concerns only one. */
  notify(code: NoticeCode, text: string, resource?: string): void {
    this.#notices.notify(code, text, resource);
  }

  /** The same, once, however many resources have a reason to. */
  notifyOnce(code: NoticeCode, text: string, resource?: string): void {
    this.#notices.notifyOnce(code, text, resource);
  }

  /** The message of an error the first time, afterwards its summary. */
  shortened(error: ErrorText): string {
    return this.#notices.shortened(error);
  }

  /**
   * What is wrong with settings, address or the kind of key, as far as it can be judged without asking anybody. Said
   * in full once, since every resource meets it.
   */
  invalid(): { property: string; reason: string }[] {
    try {
      this.#auditFile();
      resolveCredential(this.#credentialSource);
      return [];
    } catch (error) {
      // Previews of pull requests have no key, and need none.
      if (error instanceof NoCredentialError) return [];
      if (!(error instanceof UserError)) throw error;
      const reason = this.#invalid.has(error.message) ? "Not validated; see the first error." : error.message;
      this.#invalid.add(error.message);
      return [{ property: "", reason }];
    }
  }

  get #baseUrl(): URL {
    return resolveBaseUrl({ env: this.env, configured: this.settings.baseUrl });
  }

  #auditFile(): AuditFile | undefined {
    return resolveAuditFile({ env: this.env, configured: this.settings.auditLog, folder: process.cwd() });
  }

  get #credentialSource(): CredentialSource {
    const { adminKeyVariable, adminKey } = this.settings;
    return { env: this.env, keyVariable: adminKeyVariable, adminKey, baseUrl: this.#baseUrl };
  }

  /** Something was made, or taken over, in the organization of the key. */
  made(what: string): void {
    if (!this.expectsOrganization) this.#unasked.push(what);
  }

  /**
   * Remembers to which organization the stack's objects belong, and compares it with the configured one and with the
   * key's, as far as that is known.
   */
  seen(stamp: string | undefined): void {
    if (stamp === undefined) return;
    this.#stamp ??= stamp;
    const actual = this.#client?.knownOrganization?.toLowerCase();
    if (actual !== undefined && actual !== stamp.toLowerCase()) {
      throw this.#foreign(actual, "this resource", stamp);
    }
    const { organizationId } = this.settings;
    if (organizationId !== undefined && organizationId !== stamp) {
      throw new UserError(
        `This resource belongs to organization ${stamp}, but \`anthropic:organizationId\` says ${organizationId}.`,
        `Nothing was changed, since ${apiLimitation("changeOrganization")}`,
      );
    }
  }

  /**
   * The organization of the key in use, once it is certain that it is the one that is meant. A valid key of another
   * organization answers "not found" to everything: without this, a refresh would empty the state, and the next `up`
   * would build everything again, elsewhere.
   */
  async organization(stamp?: string): Promise<string> {
    this.seen(stamp);
    const expected = stamp ?? this.settings.organizationId ?? this.#stamp;
    const actual = (await this.client.organization()).toLowerCase();
    if (expected !== undefined && expected.toLowerCase() !== actual) {
      throw this.#foreign(actual, stamp === undefined ? "this stack" : "this resource", expected);
    }
    return actual;
  }

  #foreign(actual: string, whose: string, expected: string): UserError {
    const made =
      this.#unasked.length === 0
        ? ""
        : ` Before that was known, this run made or took over in ${actual}: ${this.#unasked.join(", ")}. Set \`anthropic:organizationId\`, so that it is known from the start.`;
    return new UserError(
      `The key in use is of organization ${actual}, but ${whose} belongs to ${expected}.`,
      `Nothing ${made === "" ? "" : "more "}was changed, since ${apiLimitation("changeOrganization")}${made}`,
    );
  }
}
