import type { FederationIssuerWire } from "../../api/federationRules/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { same } from "../../kernel/values.ts";
import { jwksBody, jwksOf } from "./jwks.ts";
import type { Inputs, State } from "./schema.ts";

export function fromWire(wire: FederationIssuerWire): Observed<State> {
  return {
    name: wire.name,
    issuerUrl: wire.issuer_url,
    jwks: { ...jwksOf(wire) },
    checkJti: wire.check_jti,
    maxJwtLifetimeSeconds: wire.max_jwt_lifetime_seconds,
    pollingPausedAt: wire.jwks_polling_disabled_at,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    archivedAt: wire.archived_at,
    status: wire.archived_at === null ? "active" : "archived",
  };
}

/** The inputs that differ from the properties, in the form of the API. */
export function bodyOf(inputs: Partial<Inputs>, old: Observed<State> = {}): Record<string, unknown> {
  const { name, issuerUrl, jwks, checkJti, maxJwtLifetimeSeconds } = inputs;
  const fields = {
    name: [name, old.name, name],
    issuer_url: [issuerUrl, old.issuerUrl, issuerUrl],
    jwks: [jwks, old.jwks, jwks === undefined ? undefined : jwksBody(jwks)],
    check_jti: [checkJti, old.checkJti, checkJti],
    max_jwt_lifetime_seconds: [maxJwtLifetimeSeconds, old.maxJwtLifetimeSeconds, maxJwtLifetimeSeconds],
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, [wanted, present, sent]]) =>
      wanted === undefined || same(wanted, present) ? [] : [[field, sent]],
    ),
  );
}

/** Whether an issuer has every declared property. */
export function isAsDeclared(wire: FederationIssuerWire, inputs: Partial<Inputs>): boolean {
  return wire.archived_at === null && Object.keys(bodyOf(inputs, fromWire(wire))).length === 0;
}
