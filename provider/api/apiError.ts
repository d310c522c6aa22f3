import type { ErrorText } from "../errors.ts";

/** Why something could not be done, in our words; HTTP stays in this file. */
export type Reason =
  | "not_found"
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "conflict"
  | "rate_limited"
  | "unavailable"
  | "unreadable";

/** What an `ApiError` knows beside its sentences. */
export interface ApiErrorDetails {
  readonly reason: Reason;
  readonly code?: string | undefined;
  readonly field?: string | undefined;
  readonly requestId?: string | undefined;
  readonly outcomeUnknown?: boolean | undefined;
  readonly what?: string | undefined;
  readonly createdWorkspaceId?: string | undefined;
  readonly done?: boolean | undefined;
}

/** The API refused, failed, or could not be understood. The message is for users and holds no secret. */
export class ApiError extends Error implements ErrorText {
  readonly summary: string;
  readonly reason: Reason;
  /** The API's `error_code`, when it gave one. */
  readonly code: string | undefined;
  /** The request field that the API blames, when it names one. */
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  /** A write that may have taken effect all the same: lost answer, 5xx, timeout, unreadable answer. */
  readonly outcomeUnknown: boolean;
  /** What went wrong alone, for an error that has something else to advise. */
  readonly what: string | undefined;
  /** With `workspace_created_incomplete`: the ID of the workspace that the API created despite the error. */
  readonly createdWorkspaceId: string | undefined;
  /** A write that took effect although the response is an error for us. */
  readonly done: boolean;

  constructor(text: string | ErrorText, details: ApiErrorDetails) {
    const { message, summary } = typeof text === "string" ? { message: text, summary: text } : text;
    super(message);
    this.summary = summary;
    // Pulumi prints the stack of what check, diff, read and delete throw.
    this.stack = "";
    this.reason = details.reason;
    this.code = details.code;
    this.field = details.field;
    this.requestId = details.requestId;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.what = details.what;
    this.createdWorkspaceId = details.createdWorkspaceId;
    this.done = details.done ?? details.createdWorkspaceId !== undefined;
  }
}

/** Whether the API said that what was asked for does not exist. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "not_found";
}

/** Whether the API refused without an error code, as it does when a user is not a member of a workspace. */
export function isUncodedRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "invalid" && error.code === undefined;
}

/** The form of every error: what was tried and why it failed, what to do, the request ID. */
export function sentences(
  { doing }: { readonly doing: string },
  what: string,
  todo: string,
  requestId: string | undefined,
): ErrorText {
  const id = requestId === undefined ? "" : ` [${requestId}]`;
  const summary = `cannot ${doing}: ${what}.`;
  return { message: `${summary} ${todo}${id}`, summary };
}

/** An answer that has the right shape and cannot be right all the same. */
export function implausible(doing: string, what: string, requestId: string | undefined): ApiError {
  const todo = "Nothing was changed: run again, and report it if it stays.";
  return new ApiError(sentences({ doing }, what, todo, requestId), { reason: "unreadable", requestId });
}

/** A response to a create that describes another object than the one that was sent: nobody knows what became of that. */
export function otherObject(doing: string, what: string, requestId: string | undefined): ApiError {
  const todo = "It is not known whether it was done: run again, which looks before it writes.";
  return new ApiError(sentences({ doing }, what, todo, requestId), {
    reason: "unreadable",
    requestId,
    outcomeUnknown: true,
    what,
  });
}
