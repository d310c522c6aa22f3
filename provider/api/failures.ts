import { ApiError, type Reason, sentences } from "./apiError.ts";
import type { Attempted, Failure } from "./attempt.ts";
import { clean } from "./foreignText.ts";
import { hintForFailure } from "./hints.ts";
import { type BrokenExchange, type RawResponse, requestIdOf } from "./rawResponse.ts";

export function foreignPage(response: RawResponse, attempted: Attempted): string {
  const kind = response.headers["content-type"]?.split(";")[0] ?? "no content type";
  const title = /<title[^>]*>([^<]{1,200})/i.exec(response.text)?.[1];
  const text = clean(title ?? "", attempted.secrets);
  return `${response.status} ${clean(kind, attempted.secrets)}${text === "" ? "" : `: ${text}`}`;
}

/** An answer that is not the API's: a proxy's page, half of a JSON text. */
export function unreadable(response: RawResponse, attempted: Attempted, retry: "lost" | "never"): Failure {
  const requestId = requestIdOf(response, attempted.secrets);
  const what = `what came back is not an answer of the API (${foreignPage(response, attempted)})`;
  const unknown = attempted.write ? " It is not known whether it was done." : "";
  const todo = `A proxy, gateway or sign-in page may stand between here and ${attempted.host}: check the network and ANTHROPIC_ADMIN_BASE_URL, then run again.${unknown}`;
  return {
    error: new ApiError(sentences(attempted, what, todo, requestId), {
      reason: "unreadable",
      requestId,
      outcomeUnknown: attempted.write,
      what,
    }),
    retry,
  };
}

/** JSON of the API whose shape this version does not know. Asking again would bring the same. */
export function wrongShape(response: RawResponse, attempted: Attempted, detail: string): Failure {
  const requestId = requestIdOf(response, attempted.secrets);
  const what = `the answer has a shape that this version does not know (${clean(detail, attempted.secrets)})`;
  const unknown = attempted.write ? " It is not known whether it was done." : " Nothing was changed.";
  const todo = `Update pulumi-anthropic; if it is the newest version, report this.${unknown}`;
  return {
    error: new ApiError(sentences(attempted, what, todo, requestId), {
      reason: "unreadable",
      requestId,
      outcomeUnknown: attempted.write,
      what,
    }),
    retry: "never",
  };
}

/** For every request after a response from another organization. The first error has the details. */
export function foreignEarlier(doing: string): ApiError {
  return new ApiError(
    `cannot ${doing}: an earlier response in this run came from another organization. Nothing was sent; see the first error.`,
    { reason: "unreadable" },
  );
}

/** No answer at all, or not a whole one. */
export function brokenFailure(broken: BrokenExchange, attempted: Attempted): Failure {
  const cause = clean(broken.message, attempted.secrets);
  const because = cause === "" ? "" : ` (${cause})`;
  const make = (reason: Reason, what: string, todo: string, retry: Failure["retry"]): Failure => ({
    error: new ApiError(sentences(attempted, what, todo, undefined), {
      reason,
      outcomeUnknown: attempted.write && broken.sent,
      what,
    }),
    retry,
  });
  if (broken.kind === "tooLarge") {
    const todo = attempted.write ? hintForFailure(attempted) : "Nothing was changed: report this.";
    return make("unreadable", `the answer is larger than this version reads${because}`, todo, "never");
  }
  if (!broken.sent) {
    const certificate = broken.kind === "certificate";
    return make(
      "unavailable",
      `${attempted.host} could not be reached${because}, so nothing was sent`,
      certificate
        ? "If a proxy of yours re-signs traffic, name its certificate in NODE_EXTRA_CA_CERTS, then run again."
        : "Check the network and the base URL, then run again.",
      certificate ? "never" : "unsent",
    );
  }
  const what =
    broken.kind === "timeout"
      ? `no answer came in time${because}`
      : `the connection broke before the answer had come${because}`;
  return make("unavailable", what, hintForFailure(attempted), "lost");
}

export function keyRefusedNow({ progress, credential = "key" }: Attempted): string {
  if (progress.answers === 0) return `the API refused the ${credential}`;
  const { writesAsked, writesDone } = progress;
  return writesAsked === 0
    ? `the API stopped accepting the ${credential}`
    : `the API stopped accepting the ${credential} after ${writesDone} of ${writesAsked} writes`;
}

/** For everything that is asked after the API refused the key: the whole story was told once. */
export function keyRefusedEarlier(doing: string, keySource: string, requestId?: string): ApiError {
  const id = requestId === undefined ? "" : ` [${requestId}]`;
  return new ApiError(
    `cannot ${doing}: the API refused the key from ${keySource} earlier in this run.${id}`,
    {
      reason: "unauthenticated",
      requestId,
    },
  );
}

/** How a write ended of which an earlier attempt may have been done. */
export function afterLostAttempt(failure: Failure, lost: ApiError): ApiError {
  // That nothing was sent, or that the API wants us to wait, says nothing about the earlier attempt.
  if (failure.retry !== "never") return lost;
  const { code, field, reason, requestId } = failure.error;
  return new ApiError(failure.error, { reason, code, field, requestId, outcomeUnknown: true });
}
