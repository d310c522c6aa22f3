import type { z } from "zod";
import { UserError } from "../errors.ts";
import { clean } from "./foreignText.ts";

/** Query parameters; arrays are sent as `name[]=a&name[]=b`, undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One operation of the API. */
export interface Request<T> {
  readonly method: "GET" | "POST" | "DELETE";
  /** Made with path`...`. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly schema: z.ZodType<T>;
  /** What it is, as in "cannot ...": `create workspace "Research"`. */
  readonly doing: string;
  /** A write that does no harm when it is done twice. Reads always are. */
  readonly repeatable?: boolean | undefined;
}

/** What an operation brought. */
export interface ApiResponse<T> {
  readonly value: T;
  readonly organization: string | undefined;
  readonly requestId: string | undefined;
  /** The server's clock, to the second. */
  readonly date: Date | undefined;
}

export function checkPath(path: string): void {
  // A path is made with path`...`, which escapes; this catches one that was put together by hand.
  if (!/^\/v1\/[\w.~%!'()*/-]+$/.test(path) || /\/\.{0,2}(\/|$)/.test(path)) {
    throw new UserError(`"${clean(path)}" is not a path of the Admin API: nothing was sent.`);
  }
}

export function isInvitation(request: { readonly method: string; readonly path: string }): boolean {
  return request.method === "POST" && request.path === "/v1/organizations/invites";
}

export function queryText(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    if (typeof value === "object") {
      for (const item of value) parameters.append(`${name}[]`, item);
    } else {
      parameters.append(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
