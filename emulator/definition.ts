import type { Assumptions } from "./assumptions.ts";
import type { Credential } from "./authentication.ts";
import type { Duration } from "./clock.ts";
import type { ConsoleActions } from "./console/definition.ts";
import type { Fault } from "./faults.ts";
import type { LoggedRequest } from "./requestLog.ts";
import type { SavedEmulator } from "./saved.ts";
import type { FullSeed, Seed } from "./seed.ts";
import type { OrganizationSettings } from "./settings.ts";

/** The options of an emulator. */
export interface EmulatorOptions {
  /** The port. A free one by default, or with 0. */
  port?: number;
  /** The Admin key of the first organization; `defaultAdminKey` by default, or `defaultEnterpriseKey` for Claude Enterprise. */
  adminKey?: string;
  /** The first organization. One admin and the default workspace by default. */
  seed?: Seed | "sample";
  /** More organizations, each with its own Admin key. */
  organizations?: readonly OrganizationOptions[];
  /** The rate limit of each organization, 100 by default. `"unlimited"` disables the limit of invitations too. */
  requestsPerMinute?: number | "unlimited";
  /** The time at which the clock starts. The real time by default. */
  now?: Date;
  /** Assumptions that differ from the defaults. */
  assumptions?: Partial<Assumptions>;
  /** The state that an earlier emulator saved. This one continues with it, instead of the seeds and `now`. */
  saved?: SavedEmulator;
  /**
   * Stores the state of the emulator. Called at the start, and after each request that may have changed something, before its
   * response. If it throws an error, the response has status 500.
   */
  save?: (saved: SavedEmulator) => void;
  /** Receives warnings, such as the one about an unknown route. They go to standard error by default. */
  warn?: (line: string) => void;
}

/** Another organization of an emulator. */
export interface OrganizationOptions {
  /** The Admin key. */
  adminKey: string;
  /** The content. One admin and the default workspace by default. */
  seed?: Seed | "sample";
}

/** An invitation that was sent. */
export interface SentInvitation {
  /** The email address of the invited user. */
  readonly to: string;
  /** The ID of the invitation. */
  readonly inviteId: string;
  /** When it was sent, by the emulator's clock. */
  readonly at: Date;
  /** The ID of the organization. */
  readonly organizationId: string;
}

/** One organization of an emulator. */
export interface EmulatedOrganization {
  /** A UUID. */
  readonly id: string;
  /** The name. */
  readonly name: string;
  /** The Admin key. */
  readonly adminKey: string;
  /** The organization as a seed. An emulator that starts with it has the same organization. */
  state(): FullSeed;
  /** Replaces the organization. The Admin key stays the same. */
  load(seed: Seed | "sample"): void;
  /** Limits, domains, external keys and more. They can be changed at any time. */
  readonly settings: OrganizationSettings;
  /** The exact cost of all usage from one time to another, in cents, as a decimal. Reports have the same sum. */
  cost(startingAt: Date, endingAt: Date): string;
  /** Actions of an admin in the Console. */
  readonly console: ConsoleActions;
  /** OAuth tokens, personal keys and keys of workspaces. */
  readonly credentials: OrganizationCredentials;
}

/** The credentials of one organization. */
export interface OrganizationCredentials {
  /** Adds a credential. */
  add(credential: Credential): void;
  /** Revokes a credential: requests with it get status 401. The Admin key can be revoked too. */
  revoke(secret: string): void;
}

/** The clock of an emulator. */
export interface EmulatorClock {
  /** The current time. */
  now(): Date;
  /** Moves the clock forward: invitations and keys expire, rate limits are freed, stale lists catch up. */
  advance(by: Duration): void;
}

/** The faults of an emulator. */
export interface EmulatorFaults {
  /** Adds a fault. If several match a request, the one that was added first applies. */
  add(fault: Fault): void;
  /** Removes all faults. */
  clear(): void;
  /** The faults that have not yet applied as often as `times`. */
  list(): readonly Fault[];
}

/** A running emulator. */
export interface Emulator {
  /** The base URL, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** The Admin key of the first organization. */
  readonly adminKey: string;
  /** The state of the emulator, from which another one can continue. */
  saved(): SavedEmulator;
  /** Closes all connections and stops listening. */
  stop(): Promise<void>;
  /** The clock. */
  readonly clock: EmulatorClock;
  /** The Admin API requests so far, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Empties `requests`. */
  clearRequests(): void;
  /** The invitations sent so far, oldest first. */
  readonly sentInvitations: readonly SentInvitation[];
  /** The faults. */
  readonly faults: EmulatorFaults;
  /** The assumptions. They can be changed at any time. */
  readonly assumptions: Assumptions;
  /** All organizations, in the order of the options. */
  readonly organizations: readonly EmulatedOrganization[];
  /** The organization with this Admin key. The first one by default. */
  organization(adminKey?: string): EmulatedOrganization;
}
