import type { ApiError, Reason } from "./apiError.ts";

/** What to do, by the reason of a refusal. */
export type Advice = Readonly<Partial<Record<Reason, string>>>;

/** What was being tried, for the sentence and for the judgement. */
export interface Attempted {
  /** As in "cannot ...": `create workspace "Research"`. */
  readonly doing: string;
  /** Whether it may change something. */
  readonly write: boolean;
  /** Where the requests go, for errors about reaching it. */
  readonly host: string;
  /** Where the key came from: the name of a variable, never the key. */
  readonly keySource: string;
  /** What was sent as the credential; an Admin API key unless said otherwise. */
  readonly credential?: string | undefined;
  /** What to do about a refusal, where it is something else than with an Admin API key. */
  readonly todo?: Advice | undefined;
  /** Values that must not be printed even when a server sends them back. */
  readonly secrets: readonly string[];
  /** How far the process has come, for the day when the key is refused in the middle. */
  readonly progress: { readonly answers: number; readonly writesDone: number; readonly writesAsked: number };
}

/**
 * An error together with what may be done about it:
 * `throttled` send again once the API lets us, whatever it was (the API's own 429: it had no effect);
 * `refused` send again after a pause, whatever it was (it had no effect and the API says so);
 * `unsent` send again after a pause, whatever it was (it never left);
 * `lost` send again only what may be sent twice;
 * `never` do not send again.
 */
export interface Failure {
  readonly error: ApiError;
  readonly retry: "throttled" | "refused" | "unsent" | "lost" | "never";
  /** How long the API asks to wait. */
  readonly retryAfterMs?: number | undefined;
}
