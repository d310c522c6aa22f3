import type { FederationIssuerJson, JwksJson } from "../federationJson.ts";
import { newId, prefixes } from "../ids.ts";
import { Archivable } from "./archivable.ts";

/** The properties of a new federation issuer. */
export interface NewFederationIssuer {
  name: string;
  issuer_url: string;
  jwks?: JwksJson | undefined;
  check_jti?: boolean | null | undefined;
  max_jwt_lifetime_seconds?: number | null | undefined;
}

/** The federation issuers of an organization, archived ones included. */
export class FederationIssuers extends Archivable<FederationIssuerJson> {
  byName(name: string): FederationIssuerJson | undefined {
    return this.newestFirst().find((issuer) => issuer.name === name);
  }

  add(wanted: NewFederationIssuer): FederationIssuerJson {
    return this.created((history) => ({
      id: newId(prefixes.federationIssuer),
      type: "federation_issuer",
      name: wanted.name,
      issuer_url: wanted.issuer_url,
      jwks: wanted.jwks ?? { type: "discovery" },
      check_jti: wanted.check_jti ?? true,
      max_jwt_lifetime_seconds: wanted.max_jwt_lifetime_seconds ?? 3_600,
      jwks_polling_disabled_at: null,
      poll_status: null,
      ...history,
    }));
  }
}
