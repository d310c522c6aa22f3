import type { z } from "zod";
import type { Assumptions } from "./assumptions.ts";
import type { CredentialKind } from "./credentialKind.ts";
import { ErrorResponse, invalid, notFound } from "./errors.ts";
import { hasForm, prefixes } from "./ids.ts";
import type { Query } from "./query.ts";
import type { KeyScope } from "./scopes.ts";
import type { OrganizationState } from "./state/organization.ts";

/** The supported values of `anthropic-version`. */
export const versions = ["2026-10-21", "2023-06-01"] as const;

/** A valid request to a route. */
export interface Call {
  readonly state: OrganizationState;
  readonly assumptions: Assumptions;
  readonly query: Query;
  readonly version: (typeof versions)[number];
  /** The values of `anthropic-beta`. */
  readonly betas: ReadonlySet<string>;
  /** The type of the credential. */
  readonly credential: CredentialKind;
  /** The scopes of a scoped key. */
  readonly scopes: readonly KeyScope[] | undefined;
  /** The ID in the path at the parameter with this name. */
  id(name: string): string;
  /** Checks the JSON body and returns it. */
  body<T>(schema: z.ZodType<T>): T;
}

/** An endpoint of the API. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  /** The names of the query parameters. */
  readonly query?: readonly string[];
  /** `json` if it needs a JSON body. */
  readonly takes?: "json";
  /** Whether the rate limit of invitations applies instead of the general one. */
  readonly countedAsInvite?: true;
  /** Whether the rate limit of the spend limit endpoints applies too. */
  readonly countedAsSpendLimit?: true;
  /** Carries the request out and returns the JSON of the response. */
  readonly handle: (call: Call) => object;
}

/** A route with the IDs from the path. */
export interface Match {
  readonly route: Route;
  readonly ids: ReadonlyMap<string, string>;
}

const idPrefixes: Readonly<Record<string, string>> = {
  user_id: prefixes.user,
  invite_id: prefixes.invite,
  workspace_id: prefixes.workspace,
  api_key_id: prefixes.apiKey,
  service_account_id: prefixes.serviceAccount,
  external_key_id: prefixes.externalKey,
  federation_issuer_id: prefixes.federationIssuer,
  federation_rule_id: prefixes.federationRule,
  spend_limit_id: prefixes.spendLimit,
  spend_limit_increase_request_id: prefixes.increaseRequest,
  rbac_group_id: prefixes.rbacGroup,
  rbac_role_id: prefixes.rbacRole,
};

/** Finds routes by method and path. */
export class Router {
  readonly #routes: readonly { route: Route; segments: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, segments: route.path.split("/") }));
  }

  match(method: string, path: string): Match | undefined {
    const segments = path.split("/");
    for (const { route, segments: wanted } of this.#routes) {
      if (route.method !== method || wanted.length !== segments.length) continue;
      const ids = idsOf(wanted, segments);
      if (ids !== undefined) return { route, ids };
    }
    return undefined;
  }
}

function idsOf(wanted: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  const ids = new Map<string, string>();
  for (const [index, expected] of wanted.entries()) {
    const segment = segments[index] ?? "";
    if (expected.startsWith("{")) {
      const id = decoded(segment);
      if (id === undefined || id === "") return undefined;
      ids.set(expected.slice(1, -1), id);
    } else if (expected !== segment) return undefined;
  }
  return ids;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Rejects IDs in the path that do not have the form of their type. */
export function checkIds(match: Match, assumptions: Assumptions): void {
  for (const [name, id] of match.ids) checkId(name, id, assumptions);
}

/** Rejects an ID that does not have the form of its type. IDs of rate limits are opaque, so they are not checked. */
export function checkId(name: string, id: string, assumptions: Assumptions): void {
  // On Claude Platform on AWS, the ID of an external key is an ARN.
  if (name === "external_key_id" && id.startsWith("arn:")) return;
  const prefix = idPrefixes[name];
  if (prefix === undefined || hasForm(prefix, id)) return;
  const message = `${name}: Input should be an ID that begins with '${prefix}'`;
  throw assumptions.malformedId === 400 ? invalid(message) : notFound(message);
}

/** Rejects a request with a status from the assumptions. */
export function reject(status: number, message: string): never {
  throw new ErrorResponse(status, message);
}

/** Returns the object, or throws the 404 for it. */
export function found<T>(object: T | undefined, type: string, id: string): T {
  if (object === undefined) throw notFound(`${type} '${id}' not found`);
  return object;
}
