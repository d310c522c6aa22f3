import type { Assumptions } from "./assumptions.ts";
import type { Clock } from "./clock.ts";
import { ErrorResponse } from "./errors.ts";
import type { Tenant } from "./tenant.ts";

/**
 * The kinds of secrets that the Admin API meets: an Admin API key, an OAuth token with the scope `org:admin`, one with
 * only a workspace's scope, a personal or service-account key that is bound to no workspace, and the key of a workspace.
 */
export type CredentialKind = "admin" | "oauth" | "narrowOauth" | "personal" | "workspace";

/** A secret that opens an organization besides its Admin key, or, for the key of a workspace, does not. */
export interface Credential {
  /** What the client sends. */
  secret: string;
  /** What it may do. */
  kind: CredentialKind;
  /** When it stops working, by the emulator's clock. Absent: never. */
  expiresAt?: Date | undefined;
  /** The API key whose secret this is; it works only while that key is active. */
  apiKeyId?: string | undefined;
}

interface Known extends Omit<Credential, "secret"> {
  readonly tenant: Tenant;
}

/** Whom a request comes from. */
export interface Caller {
  readonly tenant: Tenant;
  readonly kind: CredentialKind;
}

const oauthOnly =
  /^\/v1\/organizations\/(service_accounts|federation_issuers|federation_rules|workspaces\/[^/]+\/service_accounts)(\/|$)/;

/** All secrets of all organizations. */
export class Credentials {
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  readonly #tenants = new Set<Tenant>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(tenant: Tenant, { secret, ...credential }: Credential): void {
    if (secret === "" || /\s/.test(secret)) throw new TypeError("A credential is a word without spaces.");
    if (this.#known.has(secret)) throw new TypeError("This credential is already in use.");
    this.#known.set(secret, { ...credential, tenant });
    this.#tenants.add(tenant);
  }

  revoke(secret: string): void {
    this.#known.delete(secret);
  }

  /** The organization with this ID, whether or not a credential of it still works. */
  tenant(organizationId: string): Tenant | undefined {
    return [...this.#tenants].find((tenant) => tenant.state.id === organizationId);
  }

  /** Who sends these headers, or undefined when nobody known does. */
  caller(headers: NodeJS.Dict<string | string[]>): Caller | ErrorResponse {
    const presented = present(headers);
    if (presented instanceof ErrorResponse) return presented;
    const known = this.#known.get(presented.secret);
    if (
      known === undefined ||
      !this.#works(known) ||
      ((known.kind === "oauth" || known.kind === "narrowOauth") && presented.header !== "bearer")
    ) {
      return new ErrorResponse(
        401,
        presented.header === "bearer" ? "Invalid bearer token" : "invalid x-api-key",
      );
    }
    return { tenant: known.tenant, kind: known.kind };
  }

  #works(known: Known): boolean {
    if (known.expiresAt !== undefined && known.expiresAt.getTime() <= this.#clock.milliseconds())
      return false;
    return (
      known.apiKeyId === undefined || known.tenant.state.apiKeys.get(known.apiKeyId)?.status === "active"
    );
  }
}

/** Whether this kind of credential may use the path at all. */
export function admit(caller: Caller, path: string, assumptions: Assumptions): void {
  if (caller.kind === "workspace") {
    throw new ErrorResponse(
      assumptions.workspaceKey,
      "A workspace API key cannot be used with the Admin API",
    );
  }
  if (caller.kind === "narrowOauth") {
    throw new ErrorResponse(403, "OAuth token does not meet scope requirement org:admin");
  }
  if (oauthOnly.test(path) && caller.kind !== "oauth") {
    throw new ErrorResponse(
      assumptions.adminKeyOnOauthOnly,
      "This endpoint needs an OAuth token with the scope org:admin",
    );
  }
}

function present(
  headers: NodeJS.Dict<string | string[]>,
): { secret: string; header: "bearer" | "key" } | ErrorResponse {
  const key = single(headers["x-api-key"]);
  const authorization = single(headers["authorization"]);
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (authorization !== undefined && bearer === undefined) {
    return new ErrorResponse(401, "authorization: should be 'Bearer' and a token");
  }
  if (key !== undefined && bearer !== undefined && key !== bearer) {
    return new ErrorResponse(
      400,
      "x-api-key and authorization carry different credentials; send one of them",
    );
  }
  if (bearer !== undefined) return { secret: bearer, header: "bearer" };
  if (key !== undefined) return { secret: key, header: "key" };
  return new ErrorResponse(401, "x-api-key or authorization header is required");
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}
