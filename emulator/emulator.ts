import { once } from "node:events";
import { Api } from "./api.ts";
import { type Credential, Credentials } from "./authentication.ts";
import { Clock, type Duration } from "./clock.ts";
import { type ConsoleActions, consoleOf } from "./console.ts";
import { Control } from "./control.ts";
import { type Fault, Faults } from "./faults.ts";
import { type Guesses, likeliest } from "./guesses.ts";
import { type LoggedRequest, RequestLog } from "./requestLog.ts";
import { TokenExchange } from "./routes/oauth.ts";
import { sampleSeed } from "./sample.ts";
import { type FullSeed, fullSeed, type Seed } from "./seed.ts";
import { serve } from "./server.ts";
import type { OrganizationSettings } from "./settings.ts";
import { OrganizationState } from "./state.ts";
import { Tenant } from "./tenant.ts";

/** The Admin key of the first organization when none is given. It opens nothing but an emulator. */
export const defaultAdminKey = "sk-ant-admin01-emulator-0000000000000000000000000000000000000000";

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
  guesses?: Partial<Guesses>;
  /** Where loud lines go, such as the one about an unknown route; absent: standard error. */
  say?: (line: string) => void;
}

/** One more organization. */
export interface OrganizationOptions {
  /** Its Admin key. */
  adminKey: string;
  /** What is in it; absent: one admin and the default workspace. */
  seed?: Seed | "sample";
}

/** An invitation that was mailed. */
export interface Mail {
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
  forgetRequests(): void;
  /** The invitations mailed so far. */
  readonly mail: readonly Mail[];
  /** What is to go wrong. */
  readonly faults: EmulatorFaults;
  /** How unknowns are answered; may be changed at any time. */
  readonly guesses: Guesses;
  /** All organizations, the first one first. */
  readonly organizations: readonly EmulatedOrganization[];
  /** The organization behind a key; the first one when none is given. */
  organization(adminKey?: string): EmulatedOrganization;
}

/** Starts an emulated Admin API on 127.0.0.1. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const clock = new Clock(options.now);
  const guesses: Guesses = { ...likeliest(), ...options.guesses };
  const faults = new Faults();
  const log = new RequestLog();
  const mail: Mail[] = [];
  const credentials = new Credentials(clock);
  const say = options.say ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const limit = options.requestsPerMinute ?? 100;
  if (limit !== "unlimited" && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('requestsPerMinute is a whole number above 0, or "unlimited".');
  }

  const stateOf = (seed: Seed | "sample" | undefined): OrganizationState => {
    const wanted = seed === "sample" ? sampleSeed(clock.now()) : (seed ?? { version: 1 });
    const state: OrganizationState = new OrganizationState(fullSeed(wanted, clock.now()), clock, (invite) => {
      mail.push({ to: invite.email, inviteId: invite.id, at: clock.now(), organizationId: state.id });
    });
    return state;
  };

  const adminKey = options.adminKey ?? defaultAdminKey;
  const organizations = [{ adminKey, seed: options.seed }, ...(options.organizations ?? [])].map((wanted) => {
    const tenant = new Tenant(wanted.adminKey, stateOf(wanted.seed), clock, limit);
    credentials.add(tenant, { secret: wanted.adminKey, kind: "admin" });
    return organizationOf(tenant, credentials, stateOf);
  });

  const api = new Api(credentials, new TokenExchange(credentials, clock), guesses, say);
  let url = "";
  const emulator: Emulator = {
    get url() {
      return url;
    },
    adminKey,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
    clock,
    requests: log.requests,
    forgetRequests: () => log.forget(),
    mail,
    faults,
    guesses,
    organizations,
    organization(key = adminKey) {
      const found = organizations.find((organization) => organization.adminKey === key);
      if (found === undefined) throw new TypeError("No organization of this emulator has that Admin key.");
      return found;
    },
  };
  const server = serve({ api, control: new Control(emulator), clock, faults, guesses, log, say });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The emulator has no port.");
  url = `http://127.0.0.1:${address.port}`;
  return emulator;
}

function organizationOf(
  tenant: Tenant,
  credentials: Credentials,
  stateOf: (seed: Seed | "sample") => OrganizationState,
): EmulatedOrganization {
  return {
    get id() {
      return tenant.state.id;
    },
    get name() {
      return tenant.state.name;
    },
    adminKey: tenant.adminKey,
    state: () => tenant.state.snapshot(),
    load(seed) {
      tenant.state = stateOf(seed);
    },
    get settings() {
      return tenant.state.settings;
    },
    console: consoleOf(() => tenant.state),
    credentials: {
      add: (credential) => credentials.add(tenant, credential),
      revoke: (secret) => credentials.revoke(secret),
    },
  };
}
