import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import type { FederationIssuerJson, JwksJson } from "../federationJson.ts";
import { newId, prefixes } from "../ids.ts";

/** The properties of a new federation issuer. */
export interface NewFederationIssuer {
  name: string;
  issuer_url: string;
  jwks?: JwksJson | undefined;
  check_jti?: boolean | null | undefined;
  max_jwt_lifetime_seconds?: number | null | undefined;
}

/** The properties of a federation issuer that can be changed. */
export type FederationIssuerUpdate = Partial<
  Pick<
    FederationIssuerJson,
    "name" | "issuer_url" | "jwks" | "check_jti" | "max_jwt_lifetime_seconds" | "jwks_polling_disabled_at"
  >
>;

/** The federation issuers of an organization, archived ones included. */
export class FederationIssuers extends Collection<FederationIssuerJson> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  byName(name: string): FederationIssuerJson | undefined {
    return this.newestFirst().find((issuer) => issuer.name === name);
  }

  add(wanted: NewFederationIssuer): FederationIssuerJson {
    const now = this.#clock.timestamp();
    const issuer: FederationIssuerJson = {
      id: newId(prefixes.federationIssuer),
      type: "federation_issuer",
      name: wanted.name,
      issuer_url: wanted.issuer_url,
      jwks: wanted.jwks ?? { type: "discovery" },
      check_jti: wanted.check_jti ?? true,
      max_jwt_lifetime_seconds: wanted.max_jwt_lifetime_seconds ?? 3_600,
      jwks_polling_disabled_at: null,
      poll_status: null,
      created_at: now,
      updated_at: now,
      archived_at: null,
      created_by_actor_id: null,
      updated_by_actor_id: null,
      archived_by_actor_id: null,
    };
    this.set(issuer.id, issuer);
    return issuer;
  }

  change(issuer: FederationIssuerJson, changes: FederationIssuerUpdate): FederationIssuerJson {
    const changed = { ...issuer, ...changes, updated_at: this.#clock.timestamp() };
    this.set(issuer.id, changed);
    return changed;
  }

  /** Keeps the first `archived_at` of an archived one. */
  archive(issuer: FederationIssuerJson): FederationIssuerJson {
    if (issuer.archived_at !== null) return issuer;
    const now = this.#clock.timestamp();
    const archived = { ...issuer, archived_at: now, updated_at: now };
    this.set(issuer.id, archived);
    return archived;
  }
}
