import type { z } from "zod";
import type { Assumptions } from "./assumptions.ts";
import { ErrorResponse, invalid, notFound } from "./errors.ts";
import { hasForm, prefixes } from "./ids.ts";
import type { Query } from "./query.ts";
import type { OrganizationState } from "./state/organization.ts";

/** The versions of the API that live. */
export const versions = ["2026-10-21", "2023-06-01"] as const;

/** One request, as a route sees it. */
export interface Call {
  readonly state: OrganizationState;
  readonly assumptions: Assumptions;
  readonly query: Query;
  readonly version: (typeof versions)[number];
  /** The ID in the path under this name. */
  id(name: string): string;
  /** The JSON body, checked. */
  body<T>(schema: z.ZodType<T>): T;
}

/** One endpoint: what the API does with a request to it, as the object that it answers. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  /** The query parameters that it knows. */
  readonly query?: readonly string[];
  /** What it takes: a JSON body, or none. */
  readonly takes?: "json";
  /** Counted by the limit of invite creation instead of the general one. */
  readonly countedAsInvite?: true;
  readonly handle: (call: Call) => object;
}

/** A route found, with the IDs from the path. */
export interface Match {
  readonly route: Route;
  readonly ids: ReadonlyMap<string, string>;
}

const idPrefixes: Readonly<Record<string, string>> = {
  user_id: prefixes.user,
  invite_id: prefixes.invite,
  workspace_id: prefixes.workspace,
  api_key_id: prefixes.apiKey,
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

/** Refuses IDs in the path that cannot be IDs of their kind. */
export function checkIds(match: Match, assumptions: Assumptions): void {
  for (const [name, id] of match.ids) checkId(name, id, assumptions);
}

/** Refuses an ID that cannot be one of its kind. */
export function checkId(name: string, id: string, assumptions: Assumptions): void {
  const prefix = idPrefixes[name] ?? "";
  if (hasForm(prefix, id)) return;
  const message = `${name}: Input should be an ID that begins with '${prefix}'`;
  throw assumptions.malformedId === 400 ? invalid(message) : notFound(message);
}

/** Refuses with a status that the assumptions decide. */
export function reject(status: number, message: string): never {
  throw new ErrorResponse(status, message);
}

/** The object, or the 404 that says which one is not there. */
export function found<T>(object: T | undefined, kind: string, id: string): T {
  if (object === undefined) throw notFound(`${kind} '${id}' not found`);
  return object;
}
