// The only file that interprets HTTP status codes. Everything else uses the `reason` of an error.

import { ApiError, type Reason, sentences } from "./apiError.ts";
import type { Attempted, Failure } from "./attempt.ts";
import { createdWorkspaceOf, envelopeOf } from "./envelope.ts";
import { foreignPage, keyRejectedNow, unreadable } from "./failures.ts";
import { hintForFailure, hints, inConsole } from "./hints.ts";
import {
  organizationOf,
  type ProxyFailure,
  type RawResponse,
  requestIdOf,
  retryAfterOf,
} from "./rawResponse.ts";

/** Error codes of rejected requests that had no effect and can be sent again. */
const transientCodes = new Set([
  "concurrent_membership_change",
  "external_key_changed",
  "external_key_validation_timed_out",
]);

/** Error codes of a 5xx that a retry cannot change. */
const finalCodes = new Set(["workspace_created_incomplete"]);

function quoted(status: number, type: string, message: string): string {
  const text = message.replace(/[\s.]+$/, "");
  return text === "" ? `${status} ${type}` : `${status} ${type}: ${text}`;
}

function reasonOf(status: number): Reason {
  if (status >= 500 || status === 408) return "unavailable";
  switch (status) {
    case 401:
      return "unauthenticated";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 409:
      return "conflict";
    case 429:
      return "rate_limited";
    default:
      return "invalid";
  }
}

/** What to do about a rejected request without a hint for its error code. */
function hintFor(status: number, attempted: Attempted): string {
  switch (status) {
    case 401:
      if (attempted.progress.responses > 0) {
        return `The key came from ${attempted.keySource}: replace the key and run \`pulumi up\` again; it resumes where it stopped.`;
      }
      return `The key came from ${attempted.keySource}: check that it is a current Admin API key of this organization, neither revoked nor expired.`;
    case 402:
      return `Resolve the organization's billing problem ${inConsole}, then run again.`;
    case 403:
      return `The key from ${attempted.keySource} is valid but does not permit this: use an Admin API key of this organization.`;
    case 404:
      return "Check the ID: the organization of the key has no object with this ID.";
    case 409:
      return "The object was changed at the same time, or its name is in use. Check the object and run again.";
    case 413:
      return "The request is larger than the API accepts. Shorten the resource's values.";
    case 429:
      return "All clients of the organization's Admin API share its limit. Wait a few minutes and run again, or lower `anthropic:requestsPerMinute`.";
    default:
      return "Fix the value that the API names and run again.";
  }
}

/** The failure that a response of the API stands for. Undefined for a success. */
export function failureOf(response: RawResponse, attempted: Attempted): Failure | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const requestId = requestIdOf(response, attempted.secrets);
  const envelope = envelopeOf(response.text, attempted.secrets);

  if (status >= 300 && status < 400) {
    const what = `the server redirects (${status}), and redirects are not followed because they could send the key elsewhere`;
    const todo = "Check the base URL; it must be the address of the API itself.";
    return {
      error: new ApiError(sentences(attempted, what, todo, requestId), { reason: "unreadable", requestId }),
      retry: "never",
    };
  }

  const reason = reasonOf(status);
  if (reason === "unavailable") {
    const detail =
      envelope === undefined
        ? foreignPage(response, attempted)
        : quoted(status, envelope.type, envelope.message);
    const what = `the API failed (${detail})`;
    const code = envelope?.code;
    const todo = (code === undefined ? undefined : hints[code]) ?? hintForFailure(attempted);
    const createdWorkspaceId = createdWorkspaceOf(envelope);
    return withRetryHeader(response, attempted, {
      error: new ApiError(sentences(attempted, what, todo, requestId), {
        reason,
        code,
        requestId,
        outcomeUnknown: attempted.write && createdWorkspaceId === undefined,
        response: detail,
        createdWorkspaceId,
      }),
      retry: code !== undefined && finalCodes.has(code) ? "never" : "lost",
      retryAfterMs: retryAfterOf(response),
    });
  }

  // A 413 or 429 may come from the API's edge, without the API's JSON. Any other error without that JSON is not from the
  // API and must not count as "not found" or "forbidden".
  if (envelope === undefined && status !== 413 && status !== 429) {
    return unreadable(response, attempted, "lost");
  }

  // Only a 429 of the API itself proves that the request had no effect. A gateway's 429 can follow a request that had one.
  if (status === 429 && attempted.write && (envelope === undefined || requestId === undefined)) {
    const what = `a server between this machine and the API limits the request rate (${foreignPage(response, attempted)})`;
    return withRetryHeader(response, attempted, {
      error: new ApiError(sentences(attempted, what, hintForFailure(attempted), requestId), {
        reason,
        requestId,
        outcomeUnknown: true,
      }),
      retry: "lost",
      retryAfterMs: retryAfterOf(response),
    });
  }

  const code = envelope?.code;
  const detail =
    envelope === undefined
      ? foreignPage(response, attempted)
      : quoted(status, code ?? envelope.type, envelope.message);
  const hint = code !== undefined && Object.hasOwn(hints, code) ? hints[code] : undefined;
  const todo = hint ?? attempted.todo?.[reason] ?? hintFor(status, attempted);
  const what =
    reason === "rate_limited"
      ? "a limit of the API was exceeded"
      : reason === "unauthenticated"
        ? keyRejectedNow(attempted)
        : "the API rejected it";
  const transient = code !== undefined && transientCodes.has(code);
  // As with 429: a gateway's error can follow a request that had an effect.
  const unclear = transient && attempted.write && requestId === undefined;
  const error = new ApiError(sentences(attempted, `${what} (${detail})`, todo, requestId), {
    reason,
    code,
    field: envelope?.field,
    requestId,
    outcomeUnknown: unclear,
    response: detail,
  });
  const retry = reason === "rate_limited" ? "throttled" : unclear ? "lost" : transient ? "rejected" : "never";
  return withRetryHeader(response, attempted, { error, retry, retryAfterMs: retryAfterOf(response) });
}

/** The failure that a response of another server stands for. Its text is not shown. Undefined for a success. */
export function otherServerFailureOf(
  response: RawResponse,
  attempted: Attempted,
  todo: string,
): Failure | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const reason = status < 400 ? "unreadable" : reasonOf(status);
  const transient = reason === "unavailable" || reason === "rate_limited";
  const what = `${attempted.host} responded with status ${status}`;
  const next = transient ? hintForFailure(attempted) : todo;
  return {
    error: new ApiError(sentences(attempted, what, next, undefined), { reason }),
    retry: transient ? "lost" : "never",
    retryAfterMs: retryAfterOf(response),
  };
}

/** Applies `x-should-retry` of the response: "false" prevents a retry, "true" allows one for reads only. */
function withRetryHeader(response: RawResponse, attempted: Attempted, failure: Failure): Failure {
  const header = response.headers["x-should-retry"];
  if (header === "false") return { ...failure, retry: "never" };
  if (header === "true" && failure.retry === "never" && !attempted.write)
    return { ...failure, retry: "lost" };
  return failure;
}

/** Why a proxy opened no connection, from the status of its response. Undefined if it opened one. */
export function proxyRefusal(status: number): ProxyFailure | undefined {
  if (status === 200) return undefined;
  if (status === 407) return "proxyUnauthorized";
  return status >= 500 ? "proxyUnavailable" : "proxyRejected";
}

/** Compares organization IDs regardless of case. */
function sameOrganization(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * The failure for a response from another organization than the `known` one: the key was replaced, or a server between this
 * machine and the API reroutes requests. Undefined when the response names the known organization, or none.
 */
export function foreignResponse(
  response: RawResponse,
  attempted: Attempted,
  known: string | undefined,
): Failure | undefined {
  const actual = organizationOf(response);
  if (known === undefined || actual === undefined || sameOrganization(known, actual)) return undefined;
  const what = `the response came from organization ${actual}, and all earlier ones from ${known}`;
  const { status } = response;
  const effect = !attempted.write
    ? "The response was discarded."
    : status < 300
      ? `The write took effect in organization ${actual}: revert it there.`
      : status < 500
        ? "Nothing was changed."
        : `The write may have taken effect in organization ${actual}: check there.`;
  const todo = `${effect} No further request is sent. Check the key from ${attempted.keySource} and any proxy in front of ${attempted.host}, then run again.`;
  const requestId = requestIdOf(response, attempted.secrets);
  return {
    error: new ApiError(sentences(attempted, what, todo, requestId), {
      reason: "unreadable",
      requestId,
      done: attempted.write && status < 300,
    }),
    retry: "never",
  };
}
