import type { Assumptions } from "./assumptions.ts";
import type { Credential } from "./authentication.ts";
import type { Duration } from "./clock.ts";
import type { ConsoleActions } from "./console/definition.ts";
import type { Fault } from "./faults.ts";
import type { LoggedRequest } from "./requestLog.ts";
import type { FullSeed, Seed } from "./seed.ts";
import type { OrganizationSettings } from "./settings.ts";

/** How an emulator starts. */
export interface EmulatorOptions {
  /** 0 or absent: a free port. */
  port?: number;
  /** The Admin key of the first organization; absent: `defaultAdminKey`. */
  adminKey?: string;
  /** What is in the first organization; absent: one admin and the default workspace. */
  seed?: Seed | "sample";
  /** Further organizations behind further keys. */
  organizations?: readonly OrganizationOptions[];
  /** The limit of each organization by the emulator's clock: 100 unless told otherwise; `"unlimited"` lifts all limits. */
  requestsPerMinute?: number | "unlimited";
  /** Where the clock starts; absent: the real time. It runs on from there. */
  now?: Date;
  /** How to answer where the API's own answer is unknown. */
  assumptions?: Partial<Assumptions>;
  /** Where loud lines go, such as the one about an unknown route; absent: standard error. */
  warn?: (line: string) => void;
}

/** One more organization. */
export interface OrganizationOptions {
  /** Its Admin key. */
  adminKey: string;
  /** What is in it; absent: one admin and the default workspace. */
  seed?: Seed | "sample";
}

/** An invitation that was mailed. */
export interface SentInvitation {
  /** The address. */
  readonly to: string;
  /** The invitation. */
  readonly inviteId: string;
  /** When, by the emulator's clock. */
  readonly at: Date;
  /** Who invites. */
  readonly organizationId: string;
}

/** One organization of an emulator. */
export interface EmulatedOrganization {
  /** A UUID. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** The key that chooses it. */
  readonly adminKey: string;
  /** Everything in it, as a seed: an emulator started from it holds the same organization. */
  state(): FullSeed;
  /** Puts another organization behind the same key. */
  load(seed: Seed | "sample"): void;
  /** Limits, domains, external keys and the like; may be changed at any time. */
  readonly settings: OrganizationSettings;
  /** Acts as a person in the Console. */
  readonly console: ConsoleActions;
  /** Further secrets: OAuth tokens, personal keys, keys of workspaces. `revoke` takes the Admin key as well. */
  readonly credentials: OrganizationCredentials;
}

/** The secrets of one organization. */
export interface OrganizationCredentials {
  /** Makes a further secret known. */
  add(credential: Credential): void;
  /** Forgets a secret: from now on it is answered 401. */
  revoke(secret: string): void;
}

/** The time of an emulator. */
export interface EmulatorClock {
  /** The present. */
  now(): Date;
  /** Lets time pass: invitations and keys expire, limits free up, caches catch up. */
  advance(by: Duration): void;
}

/** What is to go wrong. */
export interface EmulatorFaults {
  /** Adds a fault; the first one added that matches a request is the one it meets. */
  add(fault: Fault): void;
  /** Forgets them all. */
  clear(): void;
  /** Those that still have something to do. */
  list(): readonly Fault[];
}

/** A running emulator. */
export interface Emulator {
  /** Where it listens, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** The Admin key of the first organization. */
  readonly adminKey: string;
  /** Closes all connections and stops listening. */
  stop(): Promise<void>;
  /** Its time. */
  readonly clock: EmulatorClock;
  /** The Admin API requests so far, the oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Empties `requests`. */
  clearRequests(): void;
  /** The invitations mailed so far. */
  readonly sentInvitations: readonly SentInvitation[];
  /** What is to go wrong. */
  readonly faults: EmulatorFaults;
  /** How unknowns are answered; may be changed at any time. */
  readonly assumptions: Assumptions;
  /** All organizations, the first one first. */
  readonly organizations: readonly EmulatedOrganization[];
  /** The organization behind a key; the first one when none is given. */
  organization(adminKey?: string): EmulatedOrganization;
}
