import { once } from "node:events";
import { Api } from "./api.ts";
import { type Assumptions, defaultAssumptions } from "./assumptions.ts";
import { Credentials } from "./authentication.ts";
import { Clock } from "./clock.ts";
import { consoleOf } from "./console/index.ts";
import { Control } from "./control/index.ts";
import type { EmulatedOrganization, Emulator, EmulatorOptions, SentInvitation } from "./definition.ts";
import { ErrorResponse } from "./errors.ts";
import { Faults } from "./faults.ts";
import { fullSeed } from "./fullSeed.ts";
import { RequestLog } from "./requestLog.ts";
import { checkSaved, resume, resumedAt, type SavedParts, savedOf } from "./resume.ts";
import { TokenExchange } from "./routes/oauth.ts";
import { sampleSeed } from "./sample.ts";
import type { Seed } from "./seed.ts";
import { serve } from "./server.ts";
import { isEnterprise } from "./spendLimitScopes.ts";
import { OrganizationState } from "./state/organization.ts";
import { Tenant } from "./tenant.ts";
import { costIn } from "./usage/usage.ts";

/** The default Admin key of the first organization. It is valid only for emulators. */
export const defaultAdminKey = "sk-ant-admin01-emulator-0000000000000000000000000000000000000000";

/** The same for a Claude Enterprise organization. It has every scope. */
export const defaultEnterpriseKey = "sk-ant-api01-emulator-000000000000000000000000000000000000000000";

/** Starts an emulated Admin API on 127.0.0.1. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const adminKey = options.adminKey ?? defaultKeyFor(options);
  const wanted = [{ adminKey, seed: options.seed }, ...(options.organizations ?? [])];
  const saved = options.saved === undefined ? undefined : checkSaved(options.saved, wanted.length);
  const clock = new Clock(saved === undefined ? options.now : resumedAt(saved));
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

  const tenants = wanted.map((one, index) => {
    const tenant = new Tenant(
      one.adminKey,
      stateOf(saved?.organizations[index]?.seed ?? one.seed),
      clock,
      limit,
    );
    credentials.add(tenant, { secret: one.adminKey, kind: "admin" });
    return tenant;
  });
  const organizations = tenants.map((tenant) => organizationOf(tenant, credentials, stateOf));
  const exchange = new TokenExchange(credentials, clock);
  const parts: SavedParts = { clock, tenants, credentials, exchange, sentInvitations };
  if (saved !== undefined) resume(saved, parts);
  const store = () => options.save?.(savedOf(parts));
  const save = (): ErrorResponse | undefined => {
    try {
      store();
      return undefined;
    } catch (problem) {
      warn(`Admin API emulator: ${problem instanceof Error ? problem.message : String(problem)}`);
      return new ErrorResponse(500, "The emulator cannot store its state. Its output shows why.");
    }
  };

  const api = new Api(credentials, exchange, assumptions, warn);
  let url = "";
  const emulator: Emulator = {
    get url() {
      return url;
    },
    adminKey,
    saved: () => savedOf(parts),
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
  const server = serve({ api, control: new Control(emulator), clock, faults, assumptions, log, warn, save });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  try {
    // Before the first request, whose response has the IDs of the organization.
    store();
  } catch (problem) {
    await emulator.stop();
    throw problem;
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The emulator has no port.");
  url = `http://127.0.0.1:${address.port}`;
  return emulator;
}

/** The key of the first organization, whose form depends on the type of the organization. */
function defaultKeyFor({ seed, saved }: EmulatorOptions): string {
  const first = saved?.organizations?.[0]?.seed ?? seed;
  return typeof first === "object" && isEnterprise(first.settings ?? {})
    ? defaultEnterpriseKey
    : defaultAdminKey;
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
