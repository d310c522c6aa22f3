import type { FederationRuleWire } from "../../api/federationRules/objects.ts";
import type { NamedType } from "../../federation/named.ts";

/** Federation rules, as objects with a unique name that can only be archived. */
export const ruleType: NamedType<FederationRuleWire> = {
  kind: "FederationRule",
  noun: "federation rule",
  limitation: "restoreFederation",
  list: ({ cache }, minFreshness) => cache.federation.rules(minFreshness),
  confirm: ({ cache }, id) => cache.federation.confirmRule(id),
};
