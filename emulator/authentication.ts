import { createHash } from "node:crypto";
import type { Assumptions } from "./assumptions.ts";
import type { Clock } from "./clock.ts";
import { administers, type CredentialKind, isToken } from "./credentialKind.ts";
import { ErrorResponse } from "./errors.ts";
import type { SavedCredential } from "./saved.ts";
import { admitInEnterprise, type KeyScope } from "./scopes.ts";
import { isEnterprise } from "./spendLimitScopes.ts";
import type { Tenant } from "./tenant.ts";
import { defined } from "./validation.ts";

/** A credential of an organization, besides its Admin key. */
export interface Credential {
  /** The key or token. */
  secret: string;
  /** The type, which determines the access. */
  kind: CredentialKind;
  /** When it expires, by the emulator's clock. Never by default. */
  expiresAt?: Date | undefined;
  /** The ID of the API key that it belongs to. It is valid only while that key is active. */
  apiKeyId?: string | undefined;
  /** The scopes of a `scoped` key. None by default. */
  scopes?: readonly KeyScope[] | undefined;
}

interface Known extends Omit<Credential, "secret"> {
  readonly tenant: Tenant;
}

/** The sender of a request. */
export interface Caller {
  readonly tenant: Tenant;
  readonly kind: CredentialKind;
  /** The scopes of a scoped key. */
  readonly scopes?: readonly KeyScope[] | undefined;
}

const oauthOnly =
  /^\/v1\/organizations\/(service_accounts|federation_issuers|federation_rules|workspaces\/[^/]+\/service_accounts)(\/|$)/;

/** The credentials of every organization. */
export class Credentials {
  readonly #clock: Clock;
  /** By the hash of the secret, so that a saved state contains no secret. */
  readonly #known = new Map<string, Known>();
  readonly #tenants = new Set<Tenant>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(tenant: Tenant, { secret, ...credential }: Credential): void {
    if (secret === "" || /\s/.test(secret))
      throw new TypeError("`secret` must be a non-empty string without spaces.");
    if (this.#known.has(hashOf(secret)))
      throw new TypeError("This key or token is already a credential of the emulator.");
    this.#known.set(hashOf(secret), { ...credential, tenant });
    this.#tenants.add(tenant);
  }

  revoke(secret: string): void {
    this.#known.delete(hashOf(secret));
  }

  /** The valid credentials of an organization, without its Admin key. */
  saved(tenant: Tenant): SavedCredential[] {
    const adminKey = hashOf(tenant.adminKey);
    return [...this.#known]
      .filter(([hash, known]) => known.tenant === tenant && hash !== adminKey && !this.#isExpired(known))
      .map(([hash, { kind, expiresAt, apiKeyId, scopes }]) => ({
        hash,
        kind,
        ...defined({ expiresAt: expiresAt?.toISOString(), apiKeyId, scopes }),
      }));
  }

  restore(tenant: Tenant, saved: readonly SavedCredential[]): void {
    for (const { hash, expiresAt, ...credential } of saved) {
      // The Admin key of this emulator may have been another credential of the last one.
      if (this.#known.has(hash)) continue;
      this.#known.set(hash, {
        ...credential,
        ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
        tenant,
      });
    }
  }

  /** The organization with this ID, even if none of its credentials is valid. */
  tenant(organizationId: string): Tenant | undefined {
    return [...this.#tenants].find((tenant) => tenant.state.id === organizationId);
  }

  /** The sender of these headers, or the error response for an invalid credential. */
  caller(headers: NodeJS.Dict<string | string[]>): Caller | ErrorResponse {
    const presented = present(headers);
    if (presented instanceof ErrorResponse) return presented;
    const known = this.#known.get(hashOf(presented.secret));
    if (
      known === undefined ||
      !this.#isValid(known) ||
      (isToken(known.kind) && presented.header !== "bearer")
    ) {
      return new ErrorResponse(
        401,
        presented.header === "bearer" ? "Invalid bearer token" : "invalid x-api-key",
      );
    }
    return { tenant: known.tenant, kind: known.kind, ...defined({ scopes: known.scopes }) };
  }

  #isValid(known: Known): boolean {
    if (this.#isExpired(known)) return false;
    return (
      known.apiKeyId === undefined || known.tenant.state.apiKeys.get(known.apiKeyId)?.status === "active"
    );
  }

  #isExpired({ expiresAt }: Known): boolean {
    return expiresAt !== undefined && expiresAt.getTime() <= this.#clock.milliseconds();
  }
}

/** Throws if this type of credential has no access to the path. */
export function admit(
  caller: Caller,
  { method, path }: { readonly method: string; readonly path: string },
  assumptions: Assumptions,
): void {
  if (caller.kind === "workspace") {
    throw new ErrorResponse(
      assumptions.workspaceKey,
      "A workspace API key cannot be used with the Admin API",
    );
  }
  if (caller.kind === "narrowOauth") {
    throw new ErrorResponse(403, "OAuth token does not meet scope requirement org:admin");
  }
  if (isEnterprise(caller.tenant.state.settings)) {
    admitInEnterprise({ credential: caller.kind, scopes: caller.scopes }, method, path, assumptions);
    return;
  }
  if (caller.kind === "scoped") throw new ErrorResponse(401, "invalid x-api-key");
  if (oauthOnly.test(path) && !administers(caller.kind)) {
    throw new ErrorResponse(
      assumptions.adminKeyOnOauthOnly,
      "This endpoint needs an OAuth token with the scope org:admin",
    );
  }
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
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
      "x-api-key and authorization contain different credentials; send one of them",
    );
  }
  if (bearer !== undefined) return { secret: bearer, header: "bearer" };
  if (key !== undefined) return { secret: key, header: "key" };
  return new ErrorResponse(401, "x-api-key or authorization header is required");
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}
