import { ApiError, type Reason, sentences } from "./apiError.ts";
import type { Attempted, Failure } from "./attempt.ts";
import { clean } from "./foreignText.ts";
import { hintForFailure } from "./hints.ts";
import { type BrokenExchange, type RawResponse, requestIdOf } from "./rawResponse.ts";
import { nameOf, throughProxy, unsent } from "./unsent.ts";

/** Describes a response that is not from the API: its status, content type and title. */
export function foreignPage(response: RawResponse, attempted: Attempted): string {
  const kind = response.headers["content-type"]?.split(";")[0] ?? "no content type";
  const title = /<title[^>]*>([^<]{1,200})/i.exec(response.text)?.[1];
  const text = clean(title ?? "", attempted.secrets);
  return `${response.status} ${clean(kind, attempted.secrets)}${text === "" ? "" : `: ${text}`}`;
}

/** The failure for a response that is not from the API, such as a proxy's page or truncated JSON. */
export function unreadable(response: RawResponse, attempted: Attempted, retry: "lost" | "never"): Failure {
  const requestId = requestIdOf(response, attempted.secrets);
  const what = `the response is not from the API (${foreignPage(response, attempted)})`;
  const unknown = attempted.write ? " The outcome is unknown." : "";
  const proxy = attempted.route?.proxy;
  const where =
    proxy === undefined
      ? `A proxy, gateway or sign-in page may be in front of ${attempted.host}. Check the network and ANTHROPIC_ADMIN_BASE_URL`
      : `The request was sent through ${nameOf(proxy)}, or a gateway or sign-in page may be in front of ${attempted.host}. Check the proxy and ANTHROPIC_ADMIN_BASE_URL`;
  const todo = `${where}, then run again.${unknown}`;
  return {
    error: new ApiError(sentences(attempted, what, todo, requestId), {
      reason: "unreadable",
      requestId,
      outcomeUnknown: attempted.write,
    }),
    retry,
  };
}

/** The failure for JSON that does not match the schema of this version. A retry would not help. */
export function wrongShape(response: RawResponse, attempted: Attempted, detail: string): Failure {
  const requestId = requestIdOf(response, attempted.secrets);
  const what = `the response has a form that this version does not support (${clean(detail, attempted.secrets)})`;
  const unknown = attempted.write ? " The outcome is unknown." : " Nothing was changed.";
  const todo = `Update pulumi-anthropic, or report the problem if this is the latest version.${unknown}`;
  return {
    error: new ApiError(sentences(attempted, what, todo, requestId), {
      reason: "unreadable",
      requestId,
      outcomeUnknown: attempted.write,
    }),
    retry: "never",
  };
}

/** The error of every request after a response from another organization. */
export function foreignEarlier(doing: string): ApiError {
  const what =
    "an earlier response in this run came from another organization. Nothing was sent; see the first error";
  const message = `cannot ${doing}: ${what}.`;
  return new ApiError({ message, summary: message, what }, { reason: "unreadable" });
}

/** The failure for a request without a complete response. */
export function brokenFailure(broken: BrokenExchange, attempted: Attempted): Failure {
  const cause = clean(broken.message, attempted.secrets);
  const because = cause === "" ? "" : ` (${cause})`;
  const make = (reason: Reason, what: string, todo: string, retry: Failure["retry"]): Failure => ({
    error: new ApiError(sentences(attempted, what, todo, undefined), {
      reason,
      outcomeUnknown: attempted.write && broken.sent,
    }),
    retry,
  });
  if (broken.kind === "tooLarge") {
    const todo = attempted.write ? hintForFailure(attempted) : "Nothing was changed. Report the problem.";
    return make("unreadable", `the response is larger than this version accepts${because}`, todo, "never");
  }
  if (!broken.sent) {
    const { what, todo, retry } = unsent(broken.kind, because, attempted);
    return make("unavailable", `${what}, so nothing was sent`, todo, retry);
  }
  const through = throughProxy(attempted.route);
  const what =
    broken.kind === "timeout"
      ? `the response did not arrive in time${through}${because}`
      : `the connection${through} broke before the response was complete${because}`;
  return make("unavailable", what, hintForFailure(attempted), "lost");
}

/** The reason in the first error of a rejected key. */
export function keyRejectedNow({ progress, credential = "key" }: Attempted): string {
  if (progress.responses === 0) return `the API rejected the ${credential}`;
  const { writesStarted, writesDone } = progress;
  return writesStarted === 0
    ? `the API stopped accepting the ${credential}`
    : `the API stopped accepting the ${credential} after ${writesDone} of ${writesStarted} writes`;
}

/** The error of every request after the API rejected the key. The first error has the details. */
export function keyRejectedEarlier(doing: string, keySource: string, requestId?: string): ApiError {
  const id = requestId === undefined ? "" : ` [${requestId}]`;
  return new ApiError(
    `cannot ${doing}: the API rejected the key from ${keySource} earlier in this run.${id}`,
    {
      reason: "unauthenticated",
      requestId,
    },
  );
}

/** The error of a write after an earlier attempt whose outcome is unknown. */
export function afterLostAttempt(failure: Failure, lost: ApiError): ApiError {
  // A retry that was not sent or was throttled does not show the outcome of the earlier attempt.
  if (failure.retry !== "never") return lost;
  const { code, field, reason, requestId } = failure.error;
  return new ApiError(failure.error, { reason, code, field, requestId, outcomeUnknown: true });
}
