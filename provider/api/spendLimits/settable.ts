import type { SpendLimitWire } from "./objects.ts";

const enterpriseScopes: ReadonlySet<string> = new Set([
  "user",
  "seat_tier",
  "rbac_group",
  "organization_service",
]);

/** Whether the limits are those of a Claude Enterprise organization, where only user limits can be set. */
export function isOfEnterprise(limits: readonly SpendLimitWire[]): boolean {
  return limits.some(({ scope }) => enterpriseScopes.has(scope.type));
}

/** The limits that the API can set and delete. */
export function settable(limits: readonly SpendLimitWire[]): SpendLimitWire[] {
  const scopes = isOfEnterprise(limits) ? ["user"] : ["organization", "workspace"];
  return limits.filter(({ scope }) => scopes.includes(scope.type));
}
