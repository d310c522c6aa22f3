import type { ApiError, Reason } from "./apiError.ts";
import type { Route } from "./route.ts";

/** What to do about an error, by its reason. */
export type Advice = Readonly<Partial<Record<Reason, string>>>;

/** A request as the texts and the interpretation of its errors need it. */
export interface Attempted {
  /** Completes "cannot ..." in errors: `create workspace "Research"`. */
  readonly doing: string;
  /** Whether the request can change something. */
  readonly write: boolean;
  /** The host that the request is sent to. */
  readonly host: string;
  /** How the request reaches the host. Default: directly. */
  readonly route?: Route | undefined;
  /** Where the key came from, such as the name of a variable. Never the key. */
  readonly keySource: string;
  /** What kind of credential was sent. Default: an Admin API key. */
  readonly credential?: string | undefined;
  /** What to do about errors, where it differs from the advice for an Admin API key. */
  readonly todo?: Advice | undefined;
  /** Values that must not be shown even if a server sends them back. */
  readonly secrets: readonly string[];
  /** What the process has done so far, for the error of a key that is rejected after it worked. */
  readonly progress: {
    readonly responses: number;
    readonly writesDone: number;
    readonly writesStarted: number;
  };
}

/**
 * A failed attempt, and whether the request can be sent again:
 * - `throttled`: any request, when the rate limit allows it. The API itself sent the 429, so the request had no effect.
 * - `rejected`: any request, after a pause. The response shows that the request had no effect.
 * - `unsent`: any request, after a pause. Nothing was sent.
 * - `lost`: only an idempotent request, after a pause. The outcome is unknown.
 * - `never`: no request.
 */
export interface Failure {
  readonly error: ApiError;
  readonly retry: "throttled" | "rejected" | "unsent" | "lost" | "never";
  /** The `retry-after` of the response. */
  readonly retryAfterMs?: number | undefined;
}
