import { once } from "node:events";
import { Api } from "./api.ts";
import { type Assumptions, defaultAssumptions } from "./assumptions.ts";
import { Credentials } from "./authentication.ts";
import { Clock } from "./clock.ts";
import { consoleOf } from "./console/index.ts";
import { Control } from "./control/index.ts";
import type { EmulatedOrganization, Emulator, EmulatorOptions, SentInvitation } from "./definition.ts";
import { Faults } from "./faults.ts";
import { fullSeed } from "./fullSeed.ts";
import { RequestLog } from "./requestLog.ts";
import { TokenExchange } from "./routes/oauth.ts";
import { sampleSeed } from "./sample.ts";
import type { Seed } from "./seed.ts";
import { serve } from "./server.ts";
import { OrganizationState } from "./state/organization.ts";
import { Tenant } from "./tenant.ts";
import { costIn } from "./usage/usage.ts";

/** The default Admin key of the first organization. It is valid only for emulators. */
export const defaultAdminKey = "sk-ant-admin01-emulator-0000000000000000000000000000000000000000";

/** Starts an emulated Admin API on 127.0.0.1. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const clock = new Clock(options.now);
  const assumptions: Assumptions = { ...defaultAssumptions(), ...options.assumptions };
  const faults = new Faults();
  const log = new RequestLog();
  const sentInvitations: SentInvitation[] = [];
  const credentials = new Credentials(clock);
  const warn = options.warn ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const limit = options.requestsPerMinute ?? 100;
  if (limit !== "unlimited" && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('`requestsPerMinute` must be an integer above 0 or "unlimited".');
  }

  const stateOf = (seed: Seed | "sample" | undefined): OrganizationState => {
    const given = seed === "sample" ? sampleSeed(clock.now()) : (seed ?? { version: 1 });
    const state: OrganizationState = new OrganizationState(fullSeed(given, clock.now()), clock, (invite) => {
      sentInvitations.push({
        to: invite.email,
        inviteId: invite.id,
        at: clock.now(),
        organizationId: state.id,
      });
    });
    return state;
  };

  const adminKey = options.adminKey ?? defaultAdminKey;
  const organizations = [{ adminKey, seed: options.seed }, ...(options.organizations ?? [])].map((one) => {
    const tenant = new Tenant(one.adminKey, stateOf(one.seed), clock, limit);
    credentials.add(tenant, { secret: one.adminKey, kind: "admin" });
    return organizationOf(tenant, credentials, stateOf);
  });

  const api = new Api(credentials, new TokenExchange(credentials, clock), assumptions, warn);
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
    clearRequests: () => log.clear(),
    sentInvitations,
    faults,
    assumptions,
    organizations,
    organization(key = adminKey) {
      const found = organizations.find((organization) => organization.adminKey === key);
      if (found === undefined) throw new TypeError("There is no organization with this Admin key.");
      return found;
    },
  };
  const server = serve({ api, control: new Control(emulator), clock, faults, assumptions, log, warn });
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
    cost: (startingAt, endingAt) =>
      costIn(tenant.state, { from: startingAt.getTime(), to: endingAt.getTime() }),
    console: consoleOf(() => tenant.state),
    credentials: {
      add: (credential) => credentials.add(tenant, credential),
      revoke: (secret) => credentials.revoke(secret),
    },
  };
}
