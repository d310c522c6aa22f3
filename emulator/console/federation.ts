import type { NewFederationRule } from "../state/federationRules.ts";
import type { OrganizationState } from "../state/organization.ts";
import { defined } from "../validation.ts";
import { type ConsoleActions, ConsoleError, type FederationRuleProperties } from "./definition.ts";
import { findFederationIssuer, findFederationRule, findServiceAccount, findWorkspace } from "./find.ts";

/** What an admin can do with federation in the Console, also with rules of the scope `org:admin`. */
export function federationActions(current: () => OrganizationState) {
  return {
    createFederationIssuer({ name, issuerUrl, jwks, checkJti, maxJwtLifetimeSeconds }) {
      const { federationIssuers } = current();
      if (federationIssuers.byName(name) !== undefined) {
        throw new ConsoleError(`A federation issuer has the name "${name}".`);
      }
      return federationIssuers.add({
        name,
        issuer_url: issuerUrl,
        jwks,
        check_jti: checkJti,
        max_jwt_lifetime_seconds: maxJwtLifetimeSeconds,
      });
    },

    updateFederationIssuer(idOrName, { name, issuerUrl, jwks, checkJti, maxJwtLifetimeSeconds }) {
      const issuer = findLive(findFederationIssuer(current(), idOrName));
      return current().federationIssuers.change(
        issuer,
        defined({
          name,
          issuer_url: issuerUrl,
          jwks,
          check_jti: checkJti,
          max_jwt_lifetime_seconds: maxJwtLifetimeSeconds,
        }),
      );
    },

    archiveFederationIssuer(idOrName) {
      const issuer = findFederationIssuer(current(), idOrName);
      const rule = current()
        .federationRules.live()
        .find(({ issuer_id }) => issuer_id === issuer.id);
      if (issuer.archived_at === null && rule !== undefined) {
        throw new ConsoleError(`The federation rule "${rule.name}" still uses the issuer "${idOrName}".`);
      }
      return current().federationIssuers.archive(issuer);
    },

    createFederationRule(properties) {
      const state = current();
      if (state.federationRules.byName(properties.name) !== undefined) {
        throw new ConsoleError(`A federation rule has the name "${properties.name}".`);
      }
      const { id: issuer_id } = findLive(findFederationIssuer(state, properties.issuer));
      const all = properties.appliesToAllWorkspaces ?? false;
      const workspaces = properties.workspaces ?? (all ? [] : [state.defaultWorkspaceId]);
      const wanted: NewFederationRule = {
        ...fieldsOf(state, properties),
        name: properties.name,
        match: properties.match,
        issuer_id,
        service_account_id: accountId(state, properties.serviceAccount),
        oauth_scope: properties.oauthScope ?? "workspace:developer",
        workspace_ids: workspaces.map((one) => findWorkspace(state, one).id),
      };
      return state.shownFederationRule(state.federationRules.add(wanted));
    },

    updateFederationRule(idOrName, changes) {
      const state = current();
      const rule = findLive(findFederationRule(state, idOrName));
      return state.shownFederationRule(state.federationRules.change(rule, fieldsOf(state, changes)));
    },

    archiveFederationRule(idOrName) {
      const state = current();
      const rule = findFederationRule(state, idOrName);
      return state.shownFederationRule(state.federationRules.archive(rule));
    },
  } satisfies Partial<ConsoleActions>;
}

function fieldsOf(state: OrganizationState, given: Partial<FederationRuleProperties>) {
  const { name, match, serviceAccount, workspaces } = given;
  return defined({
    name,
    match,
    description: given.description,
    oauth_scope: given.oauthScope,
    token_lifetime_seconds: given.tokenLifetimeSeconds,
    applies_to_all_workspaces: given.appliesToAllWorkspaces,
    service_account_id: serviceAccount === undefined ? undefined : accountId(state, serviceAccount),
    workspace_ids: workspaces?.map((one) => findWorkspace(state, one).id),
  });
}

function accountId(state: OrganizationState, idOrName: string): string {
  return findLive(findServiceAccount(state, idOrName)).id;
}

function findLive<T extends { readonly name: string; readonly archived_at: string | null }>(object: T): T {
  if (object.archived_at === null) return object;
  throw new ConsoleError(`"${object.name}" is archived.`);
}
