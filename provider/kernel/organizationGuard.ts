import { ApiError } from "../api/apiError.ts";
import type { Client } from "../api/client.ts";
import { apiLimitation } from "../apiLimitations.ts";
import { NoCredentialError, UserError } from "../errors.ts";
import { otherOrganizationRead, passEnvVars } from "../settings/readOrganization.ts";

/** The reasons for which the API rejects a read of another organization's object. */
const rejections: readonly string[] = ["not_found", "forbidden", "invalid"];

/** The part of a session that the guard uses. Settings and client are created when they are first used. */
export interface GuardedSession {
  /** `anthropic:organizationId`. */
  readonly organizationId: () => string | undefined;
  readonly client: () => Client;
  /** The organization that responses have named. Undefined before the first response. */
  readonly knownOrganization: () => string | undefined;
  /** Whether the API is on this machine, as an emulator is. */
  readonly isEmulated: () => boolean;
}

/**
 * Ensures that the credential belongs to the expected organization. With a valid key of another organization, the API responds
 * "not found" for every object. A refresh would then empty the state, and the next `up` would create all objects again in the other
 * organization.
 */
export class OrganizationGuard {
  readonly #session: GuardedSession;
  /** The organization recorded in the state of the first resource that has one. */
  #recorded: string | undefined;
  /** The organization that functions of the program have read. */
  #readByProgram: string | undefined;
  /** Objects that were created or adopted before the expected organization was known. */
  readonly #unguarded: string[] = [];

  constructor(session: GuardedSession) {
    this.#session = session;
  }

  /** Whether the configuration or the state of a resource names the expected organization. */
  get isExpecting(): boolean {
    return (
      this.#session.organizationId() !== undefined ||
      this.#recorded !== undefined ||
      this.#readByProgram !== undefined
    );
  }

  /**
   * Records the organization that functions of an inline program have read. They run in another process, whose environment can have
   * another credential. If the configuration names the organization, each process compares its own credential with it.
   */
  programReads(organization: unknown): void {
    if (typeof organization !== "string" || this.#session.organizationId() !== undefined) return;
    this.#readByProgram ??= organization.toLowerCase();
  }

  /** Records that an object was created or adopted. */
  created(what: string): void {
    if (!this.isExpecting) this.#unguarded.push(what);
  }

  /**
   * Records the organization ID in a resource's state. Compares it with the configured ID, and with the credential's organization
   * if that is known. Sends no request.
   */
  mustMatch(organization: string | undefined): void {
    if (organization === undefined) return;
    this.#recorded ??= organization;
    const actual = this.#session.knownOrganization()?.toLowerCase();
    if (actual !== undefined && actual !== organization.toLowerCase()) {
      throw this.#otherOrganization(actual, "this resource", organization);
    }
    this.#mustBeRead(organization.toLowerCase());
    const configured = this.#session.organizationId();
    if (configured !== undefined && configured.toLowerCase() !== organization.toLowerCase()) {
      throw new UserError(
        `This resource belongs to organization ${organization}, but \`anthropic:organizationId\` is ${configured}.`,
        `Nothing was changed, since ${apiLimitation("changeOrganization")}`,
      );
    }
  }

  /** Returns the credential's organization, or throws if another one is expected. */
  async confirm(recorded?: string): Promise<string> {
    this.mustMatch(recorded);
    const expected = recorded ?? this.#session.organizationId() ?? this.#recorded;
    const actual = (await this.#session.client().organization()).toLowerCase();
    if (expected !== undefined && expected.toLowerCase() !== actual) {
      throw this.#otherOrganization(
        actual,
        recorded === undefined ? "this stack" : "this resource",
        expected,
      );
    }
    this.#mustBeRead(actual);
    return actual;
  }

  /**
   * Reads, and returns the result only if the credential belongs to the expected organization. The comparison needs no additional
   * request, because every response names its organization.
   */
  async confirmRead<T>(
    recorded: string | undefined,
    read: () => Promise<T>,
  ): Promise<{ observed: T; organization: string }> {
    this.mustMatch(recorded);
    let observed: T;
    try {
      observed = await read();
    } catch (error) {
      // If the credential belongs to another organization, that error is more helpful than "not found" or "no access".
      const isRejected = error instanceof ApiError && rejections.includes(error.reason);
      if (isRejected)
        await this.confirm(recorded).catch((other: unknown) => {
          throw other instanceof ApiError || other instanceof NoCredentialError ? error : other;
        });
      throw error;
    }
    return { observed, organization: await this.confirm(recorded) };
  }

  /** Throws if the functions of the program have read an organization that is not the one of the resources. */
  #mustBeRead(organization: string): void {
    const read = this.#readByProgram;
    if (read === undefined || read === organization) return;
    throw new UserError(
      otherOrganizationRead(read, organization),
      `${this.#nothingChanged}. ${passEnvVars}${this.#createdBefore(organization)}`,
    );
  }

  #otherOrganization(actual: string, whose: string, expected: string): UserError {
    const restarted = this.#session.isEmulated()
      ? " An emulator starts with a new organization each time, unless the option `--state FILE` keeps it."
      : "";
    return new UserError(
      `The credential belongs to organization ${actual}, but ${whose} belongs to ${expected}.`,
      `${this.#nothingChanged}, since ${apiLimitation("changeOrganization")}${this.#createdBefore(actual)}${restarted}`,
    );
  }

  get #nothingChanged(): string {
    return this.#unguarded.length === 0 ? "Nothing was changed" : "Nothing more was changed";
  }

  #createdBefore(organization: string): string {
    return this.#unguarded.length === 0
      ? ""
      : ` Before that was known, this run created or adopted in ${organization}: ${this.#unguarded.join(", ")}. Set \`anthropic:organizationId\`, so that it is known from the start.`;
  }
}
