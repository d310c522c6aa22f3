import { isLoopback, resolveBaseUrl } from "../api/address.ts";
import type { Caller } from "../api/caller.ts";
import { Client } from "../api/client.ts";
import type { Credential } from "../api/credential.ts";
import { type CredentialSource, resolveCredential } from "../api/credentials.ts";
import { OrganizationCache } from "../api/organizationCache.ts";
import { routeTo } from "../api/route.ts";
import { type ErrorText, NoCredentialError, UserError } from "../errors.ts";
import { type Environment, type ReadSetting, readSettings, type Settings } from "../settings/config.ts";
import { version } from "../version.ts";
import { type AuditFile, resolveAuditFile } from "./auditFile.ts";
import { auditor, noteWrite } from "./auditLog.ts";
import { Budget } from "./limitsPerRun.ts";
import type { NoticeCode } from "./noticeCode.ts";
import { type Notice, Notices } from "./notices.ts";
import { OrganizationGuard } from "./organizationGuard.ts";
import { ProgramOwnership } from "./ownership.ts";
import { RecordedOwners } from "./recordedOwners.ts";
import type { ReadState } from "./recordedState.ts";
import { SecretValues } from "./secretValues.ts";
import { isUnknown } from "./unknown.ts";
import type { Properties } from "./values.ts";

/**
 * The state that the operations of one process share: settings, client, cache, limits per run, ownership, organization guard and
 * notices. Each part is created when it is first used. Pulumi configures a provider before it is known whether a request is
 * needed, and shows only the first configuration error.
 */
export class Session {
  readonly env: Environment;
  readonly ownership = new ProgramOwnership();
  readonly recorded: RecordedOwners;
  readonly guard: OrganizationGuard;
  readonly secrets = new SecretValues();
  /** Whether check looks up what inputs refer to. False after a lookup failed, so that no other resource waits for it. */
  canLookUp = true;
  /** The inputs whose references check has looked up, by resource type and origin. */
  readonly verified = new Map<string, Properties>();
  readonly #read: ReadSetting;
  readonly #notices: Notices;
  readonly #pace: number;
  readonly #caller: Caller | undefined;
  /** Reasons why the settings are invalid that were already shown. */
  readonly #invalid = new Set<string>();
  #settings: Settings | undefined;
  #client: Client | undefined;
  #cache: OrganizationCache | undefined;
  #limits: Budget | undefined;

  /**
   * `pace` scales all pauses, so that tests can shorten them. After the `caller` has ended, no write is sent. Without `readState`, the
   * run knows only the resources that the program registers.
   */
  constructor(
    read: ReadSetting,
    env: Environment,
    show: (notice: Notice) => void,
    pace = 1,
    caller?: Caller,
    readState?: ReadState,
  ) {
    this.#read = (key) => {
      const value = read(key);
      return isUnknown(value) ? undefined : value;
    };
    this.env = env;
    this.#notices = new Notices(show);
    this.#pace = pace;
    this.#caller = caller;
    this.recorded = new RecordedOwners(readState, this.ownership);
    this.guard = new OrganizationGuard({
      organizationId: () => this.settings.organizationId,
      client: () => this.client,
      knownOrganization: () => this.#client?.knownOrganization,
      isEmulated: () => isLoopback(this.#baseUrl.hostname),
    });
  }

  get settings(): Settings {
    this.#settings ??= readSettings(this.#read, this.env);
    return this.#settings;
  }

  get client(): Client {
    if (this.#client !== undefined) return this.#client;
    const audit = this.auditFile();
    this.#client = new Client({
      baseUrl: this.#baseUrl,
      route: routeTo(this.#baseUrl, this.env),
      credential: () => this.credential,
      requestsPerMinute: this.settings.requestsPerMinute,
      notify: (line) => this.notify("rateLimited", line),
      userAgent: `pulumi-anthropic/${version}`,
      pace: this.#pace,
      caller: this.#caller,
      // The state of another resource may have named the expected organization in the meantime.
      mayWrite: async () => {
        if (this.guard.isExpecting) await this.guard.confirm();
        noteWrite();
      },
      watch:
        audit === undefined
          ? undefined
          : auditor(audit, this.env, {
              say: (line) => this.notify("auditLogIncomplete", line),
              redact: (text) => this.secrets.redact(text),
            }),
    });
    return this.#client;
  }

  /** The credential that the environment and the settings determine. Throws a `UserError` if there is none or its form is wrong. */
  get credential(): Credential {
    return resolveCredential(this.#credentialSource);
  }

  /** The organization that responses have named, in lower case. Undefined before the first response. */
  get knownOrganization(): string | undefined {
    return this.#client?.knownOrganization?.toLowerCase();
  }

  /**
   * Whether a request would exchange the only identity token of the run. The preview leaves it to the update, which is another process,
   * unless a response of this process shows that it is exchanged already.
   */
  get spendsToken(): boolean {
    return this.knownOrganization === undefined && this.credential.spendsToken === true;
  }

  /** Resolves when all started writes have ended and are in the audit log. */
  async settled(): Promise<void> {
    await this.#client?.settled();
  }

  get cache(): OrganizationCache {
    this.#cache ??= new OrganizationCache(this.client);
    return this.#cache;
  }

  get limits(): Budget {
    this.#limits ??= new Budget(this.settings);
    return this.#limits;
  }

  /** Shows a notice, with the name of a resource if it concerns only one. */
  notify(code: NoticeCode, text: string, resource?: string): void {
    this.#notices.notify(code, this.secrets.redact(text), resource);
  }

  /** Shows a notice only once, even if several resources have the same notice. */
  notifyOnce(code: NoticeCode, text: string, resource?: string): void {
    this.#notices.notifyOnce(code, this.secrets.redact(text), resource);
  }

  /** Reports once that a preview without a key looks nothing up. */
  notLookedUp(): void {
    this.notifyOnce(
      "notLookedUp",
      "No key is set, so nothing was looked up in the organization. An `up` that changes anything needs a key.",
    );
  }

  /** The message of an error the first time, afterwards its summary, without secret values. */
  shortened(error: ErrorText): string {
    return this.secrets.redact(this.#notices.shortened(error));
  }

  /**
   * Validates the settings, the base URL, the proxy and the type of key, as far as no request is needed. The full reason is returned only
   * once, because every resource has the same one.
   */
  invalid(): { property: string; reason: string }[] {
    try {
      this.auditFile();
      routeTo(this.#baseUrl, this.env);
      void this.credential;
      return [];
    } catch (error) {
      if (error instanceof NoCredentialError) {
        // Previews of pull requests have no key and need none.
        this.notLookedUp();
        return [];
      }
      if (!(error instanceof UserError)) throw error;
      const reason = this.#invalid.has(error.message) ? "Not validated; see the first error." : error.message;
      this.#invalid.add(error.message);
      return [{ property: "", reason }];
    }
  }

  get #baseUrl(): URL {
    return resolveBaseUrl({ env: this.env, configured: this.settings.baseUrl });
  }

  /** The program's folder, in which stack configuration can name the audit log. */
  protected get folder(): string {
    return process.cwd();
  }

  /** The file of the audit log. Undefined when none is set. */
  protected auditFile(): AuditFile | undefined {
    return resolveAuditFile({ env: this.env, configured: this.settings.auditLog, folder: this.folder });
  }

  get #credentialSource(): CredentialSource {
    const { adminKeyVariable, adminKey } = this.settings;
    return { env: this.env, keyVariable: adminKeyVariable, adminKey, baseUrl: this.#baseUrl };
  }
}
