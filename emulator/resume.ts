import type { Credentials } from "./authentication.ts";
import type { Clock } from "./clock.ts";
import type { SentInvitation } from "./definition.ts";
import { fullSeed } from "./fullSeed.ts";
import type { TokenExchange } from "./routes/oauth.ts";
import type { SavedEmulator } from "./saved.ts";
import { savedSchema } from "./schemas/saved.ts";
import { SeedError } from "./seed.ts";
import type { Tenant } from "./tenant.ts";
import { check, isRecord, ValidationError } from "./validation.ts";

/** Thrown for a document that is not the saved state of an emulator. */
export class SavedError extends Error {}

/** The parts of an emulator that are saved. */
export interface SavedParts {
  readonly clock: Clock;
  readonly tenants: readonly Tenant[];
  readonly credentials: Credentials;
  readonly exchange: TokenExchange;
  readonly sentInvitations: SentInvitation[];
}

/** Checks a saved emulator for this number of organizations. Throws a SavedError. */
export function checkSaved(given: unknown, organizations: number): SavedEmulator {
  if (isRecord(given) && typeof given["version"] === "number" && given["version"] > 1) {
    throw new SavedError("a newer version of this package wrote it");
  }
  if (isRecord(given) && given["organizations"] === undefined) {
    throw new SavedError("it is not the state of an emulator");
  }
  try {
    const saved = check<unknown>(savedSchema, given) as SavedEmulator;
    for (const { seed } of saved.organizations) fullSeed(seed, new Date());
    if (saved.organizations.length !== organizations) {
      throw new SavedError(
        `it has ${saved.organizations.length} organizations, and this emulator has ${organizations}`,
      );
    }
    return saved;
  } catch (problem) {
    if (problem instanceof ValidationError || problem instanceof SeedError)
      throw new SavedError(`it is damaged: ${problem.message}`);
    throw problem;
  }
}

/** The time at which the clock of an emulator continues: as far ahead of the real time as it was, and never before it was saved. */
export function resumedAt({ savedAt, clockOffsetMs }: SavedEmulator): Date {
  return new Date(Math.max(Date.now() + clockOffsetMs, Date.parse(savedAt)));
}

/** Restores what seeds do not contain. */
export function resume(saved: SavedEmulator, parts: SavedParts): void {
  for (const [index, tenant] of parts.tenants.entries()) {
    const organization = saved.organizations[index];
    if (organization === undefined) continue;
    tenant.state.activity.restore(organization.activity);
    parts.credentials.restore(tenant, organization.credentials);
  }
  parts.exchange.restore(saved.usedIdentityTokens);
  parts.sentInvitations.push(...saved.sentInvitations.map((sent) => ({ ...sent, at: new Date(sent.at) })));
}

export function savedOf({
  clock,
  tenants,
  credentials,
  exchange,
  sentInvitations,
}: SavedParts): SavedEmulator {
  return {
    version: 1,
    savedAt: clock.now().toISOString(),
    clockOffsetMs: clock.offsetMs,
    organizations: tenants.map((tenant) => ({
      seed: tenant.state.snapshot(),
      activity: tenant.state.activity.saved(),
      credentials: credentials.saved(tenant),
    })),
    sentInvitations: sentInvitations.map((sent) => ({ ...sent, at: sent.at.toISOString() })),
    usedIdentityTokens: exchange.saved(),
  };
}
