import type { Assumptions } from "./assumptions.ts";
import type { CredentialKind } from "./credentialKind.ts";
import { ErrorResponse } from "./errors.ts";

/** The scopes that a key of a Claude Enterprise organization can have. */
export const keyScopes = [
  "read:members",
  "write:members",
  "read:rbac_groups",
  "write:rbac_groups",
  "read:spend_limits",
  "write:spend_limits",
  "read:org_audit",
  "read:analytics",
] as const;

/** A scope of a key. */
export type KeyScope = (typeof keyScopes)[number];

interface Family {
  readonly paths: RegExp;
  readonly read?: KeyScope;
  readonly write?: KeyScope;
  /** Whether `read:org_audit` allows its reads too. */
  readonly audited?: true;
}

const families: readonly Family[] = [
  { paths: /^\/v1\/organizations\/(me|compliance_settings)$/ },
  {
    paths: /^\/v1\/organizations\/(users|invites)(\/|$)/,
    read: "read:members",
    write: "write:members",
    audited: true,
  },
  {
    paths: /^\/v1\/organizations\/rbac_groups(\/|$)/,
    read: "read:rbac_groups",
    write: "write:rbac_groups",
    audited: true,
  },
  { paths: /^\/v1\/organizations\/rbac_roles(\/|$)/, read: "read:members", audited: true },
  {
    paths: /^\/v1\/organizations\/(spend_limits|spend_limit_increase_requests)(\/|$)/,
    read: "read:spend_limits",
    write: "write:spend_limits",
  },
  { paths: /^\/v1\/organizations\/analytics\//, read: "read:analytics" },
];

/** A credential and its scopes. Only scoped keys have them. */
interface Scoped {
  readonly credential: CredentialKind;
  readonly scopes?: readonly KeyScope[] | undefined;
}

/** Throws if a Claude Enterprise organization does not have the endpoint, or a scoped key has no scope for it. */
export function admitInEnterprise(
  caller: Scoped,
  method: string,
  path: string,
  assumptions: Assumptions,
): void {
  const family = families.find(({ paths }) => paths.test(path));
  if (family === undefined) {
    throw new ErrorResponse(
      assumptions.enterpriseConsoleEndpoint,
      "This endpoint is not available to Claude Enterprise organizations",
    );
  }
  const needed = method === "GET" ? family.read : family.write;
  if (needed === undefined) return;
  requireScope(caller, method === "GET" && family.audited ? [needed, "read:org_audit"] : [needed]);
}

/** Throws if a scoped key has none of these scopes. */
export function requireScope({ credential, scopes = [] }: Scoped, sufficient: readonly KeyScope[]): void {
  if (credential !== "scoped" || sufficient.some((scope) => scopes.includes(scope))) return;
  const has = scopes.length === 0 ? "no scopes" : `the scopes ${scopes.join(", ")}`;
  throw new ErrorResponse(403, `This key has ${has}. This endpoint requires ${sufficient.join(" or ")}`);
}
