import type { Advice } from "./attempt.ts";
import type { Request } from "./request.ts";

/** The form of a key of a Claude Enterprise organization. */
export const enterpriseKeyPrefix = "sk-ant-api01-";

type Scopes = readonly [string, ...string[]];

interface Family {
  readonly paths: RegExp;
  readonly read?: Scopes;
  readonly write?: Scopes;
}

/** The endpoints of a Claude Enterprise organization, and the scopes of which a key needs one. */
const families: readonly Family[] = [
  { paths: /^\/v1\/organizations\/(me|compliance_settings)$/ },
  {
    paths: /^\/v1\/organizations\/(users|invites)(\/|$)/,
    read: ["read:members", "read:org_audit"],
    write: ["write:members"],
  },
  {
    paths: /^\/v1\/organizations\/rbac_groups(\/|$)/,
    read: ["read:rbac_groups", "read:org_audit"],
    write: ["write:rbac_groups"],
  },
  { paths: /^\/v1\/organizations\/rbac_roles(\/|$)/, read: ["read:members", "read:org_audit"] },
  {
    paths: /^\/v1\/organizations\/(spend_limits|spend_limit_increase_requests)(\/|$)/,
    read: ["read:spend_limits"],
    write: ["write:spend_limits"],
  },
  { paths: /^\/v1\/organizations\/analytics\//, read: ["read:analytics"] },
];

/**
 * The scopes of which a key of a Claude Enterprise organization needs one for a request. Undefined if these organizations do not have the
 * endpoint.
 */
export function scopesFor(method: string, path: string): readonly string[] | undefined {
  const family = families.find(({ paths }) => paths.test(path));
  return family === undefined ? undefined : ((method === "GET" ? family.read : family.write) ?? []);
}

/** What to do after a request with a key of a Claude Enterprise organization was rejected. */
export function enterpriseAdvice(
  { method, path, body }: Pick<Request<unknown>, "method" | "path" | "body">,
  source: string,
): Advice {
  const unauthenticated = `The key came from ${source}: check that it is a current key of this Claude Enterprise organization, neither revoked nor expired.`;
  const scopes = scopesFor(method, path);
  if (scopes === undefined) {
    const absent = `The key from ${source} belongs to a Claude Enterprise organization, which does not have this endpoint. Use an Admin API key (sk-ant-admin01-...) of a Console organization for it.`;
    return { unauthenticated, forbidden: absent, not_found: absent, invalid: absent };
  }
  const needed = [
    ...(scopes.length === 0 ? [] : [oneOfScopes(scopes)]),
    ...(assignsGroups(body) ? ["`write:rbac_groups`"] : []),
  ];
  if (needed.length === 0) return { unauthenticated };
  const plural = needed.length > 1 ? "scopes" : "scope";
  return {
    unauthenticated,
    forbidden: `The key from ${source} is valid, but this needs the ${plural} ${needed.join(" and ")}. Use a key with ${needed.length > 1 ? "them" : "it"}, which an owner creates in the organization settings of Claude.`,
  };
}

/** What to do after a request with another credential was rejected, if only Claude Enterprise organizations have the endpoint. */
export function otherCredentialAdvice({ path }: Pick<Request<unknown>, "path">): Advice {
  if (!/^\/v1\/organizations\/rbac_(groups|roles)(\/|$)/.test(path)) return {};
  return {
    forbidden: `Only Claude Enterprise organizations have RBAC groups and roles. Use a key of one (${enterpriseKeyPrefix}...), which an owner creates in the organization settings of Claude.`,
  };
}

/** Scopes of which one is enough. */
export function oneOfScopes(scopes: readonly string[]): string {
  return scopes.map((scope) => `\`${scope}\``).join(" or ");
}

/** Whether a request assigns the role `managed`, or adds an invited user to groups. */
function assignsGroups(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return (
    ("role" in body && body.role === "managed") ||
    ("rbac_group_ids" in body && Array.isArray(body.rbac_group_ids) && body.rbac_group_ids.length > 0)
  );
}
