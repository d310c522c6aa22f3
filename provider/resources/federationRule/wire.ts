import type { FederationRuleWire } from "../../api/federationRules/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { same } from "../../kernel/values.ts";
import type { FederationMatch } from "./args.ts";
import { type Inputs, normalScope, type State } from "./schema.ts";

/** The conditions in an API response. */
export function matchOf({ match }: Pick<FederationRuleWire, "match">): FederationMatch {
  const { subject_prefix: subjectPrefix, audience, claims, condition } = match;
  return {
    ...(subjectPrefix === null ? {} : { subjectPrefix }),
    ...(audience === null ? {} : { audience }),
    ...(claims === null || Object.keys(claims).length === 0 ? {} : { claims }),
    ...(condition === null ? {} : { condition }),
  };
}

function matchBody({ subjectPrefix, audience, claims, condition }: Inputs["match"]): Record<string, unknown> {
  return {
    ...(subjectPrefix === undefined ? {} : { subject_prefix: subjectPrefix }),
    ...(audience === undefined ? {} : { audience }),
    ...(claims === undefined ? {} : { claims }),
    ...(condition === undefined ? {} : { condition }),
  };
}

export function fromWire(wire: FederationRuleWire): Observed<State> {
  return {
    name: wire.name,
    issuer: wire.issuer_id,
    serviceAccount: wire.target.service_account_id,
    match: { ...matchOf(wire) },
    oauthScope: normalScope(wire.oauth_scope),
    // An early version of the API bound a rule to one workspace, which no list shows.
    workspaces: wire.workspace_ids.length === 0 ? null : [...new Set(wire.workspace_ids)].sort(),
    appliesToAllWorkspaces: wire.applies_to_all_workspaces,
    description: wire.description ?? "",
    tokenLifetimeSeconds: wire.token_lifetime_seconds,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    archivedAt: wire.archived_at,
    status: wire.archived_at === null ? "active" : "archived",
  };
}

/** The inputs of the rule itself that differ from the properties, in the form of the API. The workspaces are not part of it. */
export function bodyOf(inputs: Partial<Inputs>, old: Observed<State> = {}): Record<string, unknown> {
  const {
    name,
    match,
    oauthScope,
    serviceAccount,
    description,
    tokenLifetimeSeconds,
    appliesToAllWorkspaces,
  } = inputs;
  const fields = {
    name: [name, old.name, name],
    match: [match, old.match, match === undefined ? undefined : matchBody(match)],
    oauth_scope: [oauthScope, old.oauthScope, oauthScope],
    target: [
      serviceAccount,
      old.serviceAccount,
      { type: "service_account", service_account_id: serviceAccount },
    ],
    // The API clears a description with null.
    description: [description, old.description ?? "", description === "" ? null : description],
    token_lifetime_seconds: [tokenLifetimeSeconds, old.tokenLifetimeSeconds, tokenLifetimeSeconds],
    applies_to_all_workspaces: [
      appliesToAllWorkspaces,
      old.appliesToAllWorkspaces ?? false,
      appliesToAllWorkspaces,
    ],
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, [wanted, present, sent]]) =>
      wanted === undefined || same(wanted, present) ? [] : [[field, sent]],
    ),
  );
}

/** Whether a rule has every declared property. With `workspace`, exactly that one must be enabled. */
export function isAsDeclared(
  wire: FederationRuleWire,
  { issuer, ...inputs }: Partial<Inputs>,
  workspace?: string,
): boolean {
  return (
    wire.archived_at === null &&
    (issuer === undefined || wire.issuer_id === issuer) &&
    (workspace === undefined || same(wire.workspace_ids, [workspace])) &&
    Object.keys(bodyOf(inputs, fromWire(wire))).length === 0
  );
}
