import { seedFederationIssuer, seedFederationRule } from "../../emulator/schemas/federation.ts";
import type { FederationIssuerWire, FederationRuleWire } from "../../provider/api/federationRules/objects.ts";
import { sortedBy } from "../output/order.ts";
import type { OrganizationFederation } from "./readOrganization.ts";

/** The issuers and rules of a snapshot. */
interface SnapshotFederation {
  readonly federation_issuers?: readonly FederationIssuerWire[] | undefined;
  readonly federation_rules?: readonly FederationRuleWire[] | undefined;
}

/** The issuers and rules in the form of a snapshot. The state of the polling changes by itself. */
export function federationOf({ issuers, rules }: OrganizationFederation, workspaceIds: ReadonlySet<string>) {
  const known = new Set(issuers.map(({ id }) => id));
  return {
    federation_issuers: sortedBy(issuers, ({ id }) => id).map((issuer) => ({
      ...issuer,
      jwks: withoutNulls(issuer.jwks),
      poll_status: null,
    })),
    // A rule, or a workspace, can be created after the other lists were read.
    federation_rules: sortedBy(rules, ({ id }) => id)
      .filter(({ issuer_id }) => known.has(issuer_id))
      .map((rule) => ({
        ...rule,
        workspace_ids: rule.workspace_ids.filter((id) => workspaceIds.has(id)).sort(),
      })),
  };
}

/** The snapshot without issuers and rules of a form that the emulator does not support. */
export function withKnownFederation<T extends SnapshotFederation>(snapshot: T): T {
  const { federation_issuers: issuers, federation_rules: rules = [] } = snapshot;
  if (issuers === undefined) return snapshot;
  const known = issuers.filter((issuer) => seedFederationIssuer.safeParse(withoutNulls(issuer)).success);
  const ids = new Set(known.map(({ id }) => id));
  return {
    ...snapshot,
    federation_issuers: known,
    federation_rules: rules.filter(
      (rule) =>
        ids.has(rule.issuer_id) &&
        seedFederationRule.safeParse({ ...rule, match: withoutNulls(rule.match) }).success,
    ),
  };
}

function withoutNulls<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part != null)) as T;
}
