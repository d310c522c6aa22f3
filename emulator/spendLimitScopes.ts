import type { OrganizationSettings } from "./settings.ts";
import type { SpendLimitPeriod, SpendLimitScopeJson } from "./spendLimitsJson.ts";

export const periods = ["daily", "weekly", "monthly"] as const satisfies readonly SpendLimitPeriod[];

type ScopeType = SpendLimitScopeJson["type"];

interface ScopeRules {
  /** The scopes that the organization's limits can have, in the order of the list of a Claude Enterprise organization. */
  readonly types: readonly ScopeType[];
  /** The scopes whose limits the API sets and deletes. */
  readonly writable: readonly ScopeType[];
}

const rules: Readonly<Record<NonNullable<OrganizationSettings["organization_type"]>, ScopeRules>> = {
  console: {
    types: ["organization", "usage_tier", "workspace"],
    writable: ["organization", "workspace"],
  },
  claude_enterprise: {
    types: ["organization", "seat_tier", "rbac_group", "organization_service", "user"],
    writable: ["user"],
  },
};

/** The scopes of an organization of this type. */
export function scopeRules(settings: OrganizationSettings): ScopeRules {
  return rules[settings.organization_type ?? "console"];
}

export function isEnterprise({ organization_type: type }: OrganizationSettings): boolean {
  return type === "claude_enterprise";
}

/** The currency of new spend limits. */
export function currencyOf({ currency = "USD" }: OrganizationSettings): string {
  return currency;
}

/** A key that is equal for limits with the same scope only. */
export function scopeKey(scope: SpendLimitScopeJson): string {
  const { type, ...target } = scope;
  return [type, ...Object.values(target)].join(" ");
}
