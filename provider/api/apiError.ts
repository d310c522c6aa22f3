import type { ErrorText } from "../errors.ts";

/** Why an operation failed, independent of HTTP. */
export type Reason =
  | "not_found"
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "conflict"
  | "rate_limited"
  | "unavailable"
  | "unreadable";

/** The text of an `ApiError`. */
interface ApiErrorText extends ErrorText {
  /** The reason alone, without the operation and the advice. */
  readonly what?: string | undefined;
}

/** The data of an `ApiError`. */
export interface ApiErrorDetails {
  readonly reason: Reason;
  readonly code?: string | undefined;
  readonly field?: string | undefined;
  readonly requestId?: string | undefined;
  readonly outcomeUnknown?: boolean | undefined;
  readonly response?: string | undefined;
  readonly createdWorkspaceId?: string | undefined;
  readonly done?: boolean | undefined;
}

/** A failed request. The message is for users and contains no secret. */
export class ApiError extends Error implements ApiErrorText {
  readonly summary: string;
  readonly reason: Reason;
  /** The API's `error_code`, when it gave one. */
  readonly code: string | undefined;
  /** The request field that the API blames, when it names one. */
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  /** Whether it is a write that may have taken effect: a lost or unreadable response, a 5xx, a timeout. */
  readonly outcomeUnknown: boolean;
  readonly what: string | undefined;
  /** The status, type and message of the API's response: `403 permission_error: ...`. */
  readonly response: string | undefined;
  /** With `workspace_created_incomplete`: the ID of the workspace that the API created despite the error. */
  readonly createdWorkspaceId: string | undefined;
  /** A write that took effect although the response is an error for us. */
  readonly done: boolean;

  constructor(text: string | ApiErrorText, details: ApiErrorDetails) {
    const { message, summary, what }: ApiErrorText =
      typeof text === "string" ? { message: text, summary: text } : text;
    super(message);
    this.summary = summary;
    // Pulumi prints the stack of what check, diff, read and delete throw.
    this.stack = "";
    this.reason = details.reason;
    this.code = details.code;
    this.field = details.field;
    this.requestId = details.requestId;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.what = what;
    this.response = details.response;
    this.createdWorkspaceId = details.createdWorkspaceId;
    this.done = details.done ?? details.createdWorkspaceId !== undefined;
  }
}

/** Whether the API responded that the requested object does not exist. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "not_found";
}

/** Whether the API rejected a request without an error code, as it does when a user is not a member of a workspace. */
export function isUncodedRejection(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "invalid" && error.code === undefined;
}

/** The text of an `ApiError`: the operation, the reason, what to do, the request ID. */
export function sentences(
  { doing }: { readonly doing: string },
  what: string,
  todo: string,
  requestId: string | undefined,
): ApiErrorText {
  const id = requestId === undefined ? "" : ` [${requestId}]`;
  const summary = `cannot ${doing}: ${what}.`;
  return { message: `${summary} ${todo}${id}`, summary, what };
}

/** The same error with different advice, based on what was read after it. */
export function withAdvice(error: ApiError, todo: string): ApiError {
  const id = error.requestId === undefined ? "" : ` [${error.requestId}]`;
  const { summary, what } = error;
  return new ApiError({ message: `${summary} ${todo}${id}`, summary, what }, error);
}

/**
 * Whether the API rejected a request for a reason that only its message gives, and the request had no effect. What to do then
 * depends on the object.
 */
export function isUnexplained(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    error.code === undefined &&
    !error.outcomeUnknown &&
    ["invalid", "forbidden", "not_found", "conflict"].includes(error.reason)
  );
}

/** The error for a response that is well-formed but cannot be right. */
export function implausible(doing: string, what: string, requestId: string | undefined): ApiError {
  const todo = "Nothing was changed. Run again, and report the problem if it persists.";
  return new ApiError(sentences({ doing }, what, todo, requestId), { reason: "unreadable", requestId });
}

/** The error for a response to a create that describes another object than the one that was sent. */
export function otherObject(doing: string, what: string, requestId: string | undefined): ApiError {
  const todo = "The outcome is unknown. Run again; it checks what exists before it writes.";
  return new ApiError(sentences({ doing }, what, todo, requestId), {
    reason: "unreadable",
    requestId,
    outcomeUnknown: true,
  });
}
