import { z } from "zod";
import { ErrorResponse, invalid } from "../errors.ts";
import type { FederationIssuerJson } from "../federationJson.ts";
import type { CursorPageJson } from "../json.ts";
import { type Call, found, type Route } from "../routing.ts";
import { federationName, issuerUrl, jwks, maxJwtLifetime } from "../schemas/federation.ts";
import { unpinned } from "../sharedIssuers.ts";
import { defined, fields } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";

const path = "/v1/organizations/federation_issuers";
const issuerPath = `${path}/{federation_issuer_id}`;

export const federationIssuerRoutes: readonly Route[] = [
  { method: "POST", path, takes: "json", handle: createIssuer },
  { method: "GET", path, query: ["include_archived", "limit", "page"], handle: listIssuers },
  { method: "GET", path: issuerPath, handle: readIssuer },
  { method: "POST", path: issuerPath, takes: "json", handle: updateIssuer },
  { method: "POST", path: `${issuerPath}/archive`, handle: archiveIssuer },
];

const newIssuer = fields({
  issuer_url: issuerUrl,
  name: federationName,
  check_jti: z.nullish(z.boolean()),
  jwks: z.optional(jwks),
  max_jwt_lifetime_seconds: z.nullish(maxJwtLifetime),
});

const changedIssuer = fields({
  issuer_url: z.nullish(issuerUrl),
  name: z.nullish(federationName),
  check_jti: z.nullish(z.boolean()),
  jwks: z.nullish(jwks),
  jwks_polling_disabled: z.nullish(
    z.boolean().refine((disabled) => !disabled, "Only false is accepted, to enable polling again"),
  ),
  max_jwt_lifetime_seconds: z.nullish(maxJwtLifetime),
});

function createIssuer(call: Call): FederationIssuerJson {
  const { state } = call;
  const wanted = call.body(newIssuer);
  checkName(call, wanted.name);
  return state.federationIssuers.add(wanted);
}

function listIssuers(call: Call): CursorPageJson<FederationIssuerJson> {
  const { state, query, assumptions } = call;
  const includeArchived = query.boolean("include_archived");
  const issuers = state.federationIssuers
    .newestFirstAgo(Math.max(assumptions.staleLists, assumptions.staleFederation))
    .filter(({ archived_at }) => includeArchived || archived_at === null);
  return cursorPage(call, issuers, { filters: [includeArchived], max: 100 });
}

function readIssuer({ state, assumptions, id }: Call): FederationIssuerJson {
  const issuerId = id("federation_issuer_id");
  const issuer = state.federationIssuers.getAgo(issuerId, assumptions.staleFederation);
  return found(issuer, "Federation issuer", issuerId);
}

function updateIssuer(call: Call): FederationIssuerJson {
  const { state } = call;
  const { jwks_polling_disabled: disabled, ...given } = call.body(changedIssuer);
  const issuer = known(call);
  checkScopes(call, issuer);
  if (issuer.archived_at !== null) throw invalid("The federation issuer is archived");
  const changes = withoutNulls(given);
  if (changes.name !== undefined && changes.name !== issuer.name) checkName(call, changes.name);
  if (changes.issuer_url !== undefined) checkTenants(call, issuer, changes.issuer_url);
  return state.federationIssuers.change(issuer, {
    ...changes,
    ...(disabled === false ? { jwks_polling_disabled_at: null } : {}),
  });
}

function archiveIssuer(call: Call): FederationIssuerJson {
  const issuer = known(call);
  const [rule] = liveRules(call, issuer);
  if (issuer.archived_at === null && rule !== undefined) {
    throw invalid(`The federation rule '${rule.id}' still uses the federation issuer`);
  }
  return call.state.federationIssuers.archive(issuer);
}

function known({ state, id }: Call): FederationIssuerJson {
  const issuerId = id("federation_issuer_id");
  return found(state.federationIssuers.get(issuerId), "Federation issuer", issuerId);
}

function liveRules({ state }: Call, issuer: FederationIssuerJson) {
  return state.federationRules.live().filter(({ issuer_id }) => issuer_id === issuer.id);
}

function checkName({ state, assumptions }: Call, name: string): void {
  const taken = state.federationIssuers
    .newestFirst()
    .some(
      (issuer) =>
        issuer.name === name &&
        (issuer.archived_at === null || assumptions.archivedFederationNames === "reserved"),
    );
  if (taken) throw new ErrorResponse(409, `A federation issuer named '${name}' already exists`);
}

/** An issuer behind a rule with the scope `org:admin` can be changed in the Console only. */
function checkScopes(call: Call, issuer: FederationIssuerJson): void {
  const rule = liveRules(call, issuer).find(({ oauth_scope }) => !isWorkspaceScope(oauth_scope));
  if (rule === undefined) return;
  throw new ErrorResponse(
    403,
    `The scope '${rule.oauth_scope}' of rule '${rule.id}' requires a Console session`,
  );
}

/** Whether an OAuth token can manage rules with these scopes. */
export function isWorkspaceScope(scopes: string): boolean {
  return scopes
    .split(" ")
    .every((scope) => scope === "workspace:developer" || scope === "workspace:inference");
}

function checkTenants(call: Call, issuer: FederationIssuerJson, url: string): void {
  for (const { match } of liveRules(call, issuer)) {
    const problem = unpinned(url, match);
    if (problem !== undefined) throw invalid(`issuer_url: ${problem}`);
  }
}

/** The object without null and undefined fields, which leave a property unchanged. */
export function withoutNulls<T extends object>(given: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const nonNull = Object.entries(given).map(([name, value]) => [name, value ?? undefined]);
  return defined(Object.fromEntries(nonNull)) as { [K in keyof T]?: NonNullable<T[K]> };
}
