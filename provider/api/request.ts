import type { z } from "zod";
import type { Query } from "./path.ts";

/** One operation of the API. */
export interface Request<T> {
  readonly method: "GET" | "POST" | "DELETE";
  /** Built with path`...`. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  /** The values of `anthropic-beta` that the endpoint needs. */
  readonly betas?: readonly string[] | undefined;
  readonly schema: z.ZodType<T>;
  /** Completes "cannot ..." in errors: `create workspace "Research"`. */
  readonly doing: string;
  /** Whether a write is idempotent. Reads always are. */
  readonly repeatable?: boolean | undefined;
  /** Whether the endpoint may reject a valid credential with 401. Other requests are then still sent. */
  readonly mayBeRejected?: boolean | undefined;
}

/** The result of an operation. */
export interface ApiResponse<T> {
  readonly value: T;
  readonly organization: string | undefined;
  readonly requestId: string | undefined;
  /** The server's clock, to the second. */
  readonly date: Date | undefined;
}

/** Whether the rate limit of the spend limit endpoints applies to a request. */
export function isSpendLimit({ path }: { readonly path: string }): boolean {
  return path.startsWith("/v1/organizations/spend_limit");
}

/** Whether a request sends an invitation, for which the API has a rate limit of its own. */
export function isInvitation(request: { readonly method: string; readonly path: string }): boolean {
  return request.method === "POST" && request.path === "/v1/organizations/invites";
}
