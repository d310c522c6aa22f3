// The only place that reads HTTP status codes. Everything else asks an error for its `reason`.

import { oneLine } from "./foreignText.ts";
import { jsonOf } from "./json.ts";
import { uuid } from "./objects.ts";

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
export class ApiError extends Error {
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

  constructor(message: string, details: ApiErrorDetails) {
    super(message);
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

/** Our own refusal of an operation or a configuration, in the user's words. No request was made for it. */
export class RefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.stack = "";
  }
}

/** There is no credential at all, so nothing can be looked up. */
export class NoCredentialError extends RefusedError {}

/** Whether the API said that what was asked for does not exist. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "not_found";
}

/** Whether the API refused without an error code, as it does when a user is not a member of a workspace. */
export function isUncodedRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "invalid" && error.code === undefined;
}

const longestForeignText = 300;

/**
 * Foreign text, fit to stand in an error: one line, no control or direction characters, nothing that looks like a
 * secret, cut. `secrets` are removed whatever they look like.
 */
export function clean(text: string, secrets: readonly string[] = []): string {
  let result = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/\p{Cf}+/gu, "")
    .trim();
  for (const secret of secrets) {
    if (secret !== "") result = result.replaceAll(secret, "[secret]");
  }
  result = oneLine(result);
  return result.length > longestForeignText ? `${result.slice(0, longestForeignText)}...` : result;
}

/** An HTTP answer as it came, before anybody judged it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** An exchange that brought no whole answer. */
export class BrokenExchange extends Error {
  /** False only when it is certain that not one byte of the request left. */
  readonly sent: boolean;
  readonly kind: "unreachable" | "certificate" | "closed" | "timeout" | "tooLarge";

  constructor(kind: BrokenExchange["kind"], sent: boolean, message: string) {
    super(message);
    this.kind = kind;
    this.sent = sent;
  }
}

/** What to do, by the reason of a refusal. */
export type Advice = Readonly<Partial<Record<Reason, string>>>;

/** What was being tried, for the sentence and for the judgement. */
export interface Attempted {
  /** As in "Could not ...": `create workspace "Research"`. */
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

/** The codes that the API itself asks to send again, though it refused: none of them had an effect. */
const passing = new Set([
  "concurrent_membership_change",
  "external_key_changed",
  "external_key_validation_timed_out",
]);

const inConsole = "in the Console (https://platform.claude.com)";

/** The codes of a 5xx that a retry of the same request cannot change. */
const settled = new Set(["workspace_created_incomplete"]);

/** What to do, by the API's code. */
export const hints: Readonly<Record<string, string>> = {
  workspace_created_incomplete:
    "The workspace exists, so the create is not sent again. Follow the API's message, then run `pulumi up` again.",
  change_outcome_unknown:
    "The outcome of the change is unknown. Run `pulumi up` again; it sends the same change once more.",
  storage_profile_mismatch:
    "The workspace's External Storage and the workspace must have the same user profile. Correct `userProfileId`, or detach the storage in the Console.",
  storage_attached_during_archive:
    "The workspace is archived, but External Storage that was attached in the meantime is still attached. To detach it, archive the workspace again with a credential that has the scope `org:external-storage:use`.",
  already_member:
    "The address belongs to somebody in the organization: declare that person as a Member, who is then taken over, or remove the invitation from the program.",
  invite_already_exists:
    "A pending invitation for this address exists: run again to take it over, or withdraw it first if its role is wrong.",
  cannot_invite_emails_with_unverified_domains: `Verify the address's domain ${inConsole} or use an address of a verified domain.`,
  email_domain_not_allowed: `Add the address's domain to the organization's allowed domains ${inConsole} or use another address.`,
  org_member_limit_exceeded:
    "Remove people or withdraw pending invitations, which count too, or ask Anthropic for a higher limit.",
  rbac_group_grants_owner_access:
    "Groups that give owner access can only be changed in the Claude admin settings: leave them out of the program.",
  rbac_group_owner_access_unconfirmed:
    "The API could not check whether a group gives owner access, and sending it again does not help: do it in the Claude admin settings.",
  cannot_remove_last_member:
    "An organization keeps its last member: add another person before removing this one.",
  concurrent_membership_change:
    "Another change of members is running in the organization: wait until it is finished and run again.",
  key_profile_mismatch:
    "The external key and the workspace must have the same user profile, or neither may have one: correct `externalKeyId` or `userProfileId`.",
  external_key_validation_failed:
    "Check the external key's permissions in your key management service, then run again.",
  external_key_validation_timed_out:
    "Your key management service did not answer in time: check that it can be reached, then run again.",
  user_profile_not_found: "Correct `userProfileId`: the user profile does not exist or is no longer active.",
  workspace_policy_violation: `The organization's Workspace Policy forbids this value: use one that it allows, or change the policy ${inConsole}.`,
  external_key_changed:
    "The external key was being changed at the same moment: run again when that is finished.",
  workspace_member_limit_exceeded:
    "The workspace is full: take somebody out of it, or ask Anthropic for a higher limit.",
  org_api_key_limit_exceeded:
    "The organization has as many active API keys as it may: deactivate one, or ask Anthropic for a higher limit.",
  workspace_api_key_limit_exceeded:
    "The workspace has as many active API keys as it may: deactivate one of them, or raise the workspace's limit.",
  external_key_in_workspace_policy: `Take the external key off the Workspace Policy's list ${inConsole} first.`,
  organization_type_not_supported:
    "This exists only in the other kind of organization (Console or Claude Enterprise): take it out of the program.",
  parent_organization_required:
    "This exists only in organizations that belong to a parent organization: take it out of the program.",
  rbac_role_not_found: "Check the role's id: no role of the organization has it.",
  sandbox_egress_restricted:
    "The request came from a Claude sandbox without network rights: run this outside of the sandbox.",
  organization_on_hold: "Anthropic has put the organization on hold: only Anthropic's support can lift that.",
  request_body_encoding_invalid:
    "Something between here and the API changes requests: check proxies and ANTHROPIC_ADMIN_BASE_URL.",
  request_body_encoding_unsupported:
    "Something between here and the API changes requests: check proxies and ANTHROPIC_ADMIN_BASE_URL.",
  request_body_too_large_after_decoding: "Send less at once: the request is larger than the API takes.",
};

function hintFor(status: number, attempted: Attempted): string {
  switch (status) {
    case 401:
      if (attempted.progress.answers > 0) {
        return `The key came from ${attempted.keySource}: mend it and run \`pulumi up\` again, which goes on where this stopped.`;
      }
      return `The key came from ${attempted.keySource}: check that it is a current Admin API key of this organization, neither revoked nor expired.`;
    case 402:
      return `Settle the organization's billing ${inConsole}, then run again.`;
    case 403:
      return `The key from ${attempted.keySource} is valid but may not do this: use an Admin API key of this organization.`;
    case 404:
      return "Check the id: nothing has it in the organization that the key belongs to.";
    case 409:
      return "Something else changed it at the same time, or the name is taken: look at it and run again.";
    case 413:
      return "Send less at once: the request is larger than the API takes.";
    case 429:
      return "Everything that uses the organization's Admin API shares its limit: wait a few minutes and run again, or lower `anthropic:requestsPerMinute`.";
    default:
      return "Fix the value that the API names and run again.";
  }
}

function hintForFailure(attempted: Attempted): string {
  return attempted.write
    ? "It is not known whether it was done: run again, which looks before it writes."
    : "Nothing was changed: run again in a few minutes.";
}

interface Envelope {
  readonly type: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly field: string | undefined;
  readonly workspaceId: string | undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The API's own error envelope; a gateway's JSON does not have it. */
function envelopeOf(text: string, secrets: readonly string[]): Envelope | undefined {
  const body = jsonOf(text);
  if (!isRecord(body) || body["type"] !== "error") return undefined;
  const error = body["error"];
  if (!isRecord(error) || typeof error["type"] !== "string") return undefined;
  const { details, message, type } = error;
  const detail = (name: string): string | undefined => {
    const value = isRecord(details) && Object.hasOwn(details, name) ? details[name] : undefined;
    return typeof value === "string" ? clean(value, secrets) : undefined;
  };
  return {
    type: clean(type, secrets),
    message: typeof message === "string" ? clean(message, secrets) : "",
    code: detail("error_code"),
    field: detail("field"),
    workspaceId: detail("workspace_id"),
  };
}

/** The ID of the workspace that exists although its create failed, if the API names it. */
function createdWorkspaceOf(envelope: Envelope | undefined): string | undefined {
  if (envelope?.code !== "workspace_created_incomplete") return undefined;
  const id = envelope.workspaceId;
  return id !== undefined && /^wrkspc_\w{1,128}$/.test(id) ? id : undefined;
}

/** The request ID of a response, if it has the form of one and contains no part of a secret. */
export function requestIdOf(answer: RawAnswer, secrets: readonly string[]): string | undefined {
  const id = answer.headers["request-id"];
  if (id === undefined || !/^req_[A-Za-z0-9]{1,64}$/.test(id)) return undefined;
  const body = id.slice("req_".length);
  const carries = (secret: string) =>
    (body.length >= shortestPart && secret.includes(body)) ||
    secret.split(/[^A-Za-z0-9]+/).some((part) => part.length >= shortestPart && body.includes(part));
  return secrets.some(carries) ? undefined : id;
}

/** Length of a part of a secret that counts. Shorter parts reveal nothing and occur in many IDs by chance. */
const shortestPart = 6;

/** The organization that answered, when the answer says so. */
export function organizationOf(answer: RawAnswer): string | undefined {
  const id = answer.headers["anthropic-organization-id"];
  return id !== undefined && uuid.test(id) ? id : undefined;
}

/** The server's clock at the time of the answer, to the second. */
export function dateOf(answer: RawAnswer): Date | undefined {
  const time = Date.parse(answer.headers["date"] ?? "");
  return Number.isNaN(time) ? undefined : new Date(time);
}

function retryAfterOf(answer: RawAnswer): number | undefined {
  const text = answer.headers["retry-after"]?.trim() ?? "";
  // A date is a moment of the server's clock, so it is measured by the server's clock.
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text) - (dateOf(answer)?.getTime() ?? Date.now());
  // "0" is no advice: our own pauses then keep us from hammering.
  return ms > 0 ? ms : undefined;
}

/** The form of every error: what was tried and why it failed, what to do, the request. */
export function sentences(
  { doing }: { readonly doing: string },
  what: string,
  todo: string,
  requestId: string | undefined,
): string {
  const id = requestId === undefined ? "" : ` [${requestId}]`;
  return `Could not ${doing}: ${what}. ${todo}${id}`;
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

function quoted(status: number, word: string, message: string): string {
  const text = message.replace(/[\s.]+$/, "");
  return text === "" ? `${status} ${word}` : `${status} ${word}: ${text}`;
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

/** Judges an answer: undefined when it is a success whose body is worth reading. */
export function failureOf(answer: RawAnswer, attempted: Attempted): Failure | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const requestId = requestIdOf(answer, attempted.secrets);
  const envelope = envelopeOf(answer.text, attempted.secrets);

  if (status >= 300 && status < 400) {
    const what = `it was redirected (${status}), and redirects are not followed since they could carry the key elsewhere`;
    const todo = "Check the base URL: it must be the API's own address.";
    return {
      error: new ApiError(sentences(attempted, what, todo, requestId), { reason: "unreadable", requestId }),
      retry: "never",
    };
  }

  const reason = reasonOf(status);
  if (reason === "unavailable") {
    const detail =
      envelope === undefined
        ? foreignPage(answer, attempted)
        : quoted(status, envelope.type, envelope.message);
    const what = `the API failed (${detail})`;
    const code = envelope?.code;
    const todo = (code === undefined ? undefined : hints[code]) ?? hintForFailure(attempted);
    const createdWorkspaceId = createdWorkspaceOf(envelope);
    return withWish(answer, attempted, {
      error: new ApiError(sentences(attempted, what, todo, requestId), {
        reason,
        code,
        requestId,
        outcomeUnknown: attempted.write && createdWorkspaceId === undefined,
        what,
        createdWorkspaceId,
      }),
      retry: code !== undefined && settled.has(code) ? "never" : "lost",
      retryAfterMs: retryAfterOf(answer),
    });
  }

  // 413 and 429 may come from the edge, which does not speak the API's JSON; any other refusal without the API's
  // envelope was not spoken by the API, and must never count as "not found" or "forbidden".
  if (envelope === undefined && status !== 413 && status !== 429) {
    return unreadable(answer, attempted, "lost");
  }

  // Only a 429 of the API itself proves that the request had no effect. A gateway's 429 can follow a request that had one.
  if (status === 429 && attempted.write && (envelope === undefined || requestId === undefined)) {
    const what = `a server between this machine and the API limits the request rate (${foreignPage(answer, attempted)})`;
    return withWish(answer, attempted, {
      error: new ApiError(sentences(attempted, what, hintForFailure(attempted), requestId), {
        reason,
        requestId,
        outcomeUnknown: true,
        what,
      }),
      retry: "lost",
      retryAfterMs: retryAfterOf(answer),
    });
  }

  const code = envelope?.code;
  const detail =
    envelope === undefined
      ? foreignPage(answer, attempted)
      : quoted(status, code ?? envelope.type, envelope.message);
  const hint = code !== undefined && Object.hasOwn(hints, code) ? hints[code] : undefined;
  const todo = hint ?? attempted.todo?.[reason] ?? hintFor(status, attempted);
  const what =
    reason === "rate_limited"
      ? "the API asks to slow down"
      : reason === "unauthenticated"
        ? keyRefusedNow(attempted)
        : "the API refused it";
  const passes = code !== undefined && passing.has(code);
  // As with 429: what a gateway says of a request may follow its effect.
  const unclear = passes && attempted.write && requestId === undefined;
  const error = new ApiError(sentences(attempted, `${what} (${detail})`, todo, requestId), {
    reason,
    code,
    field: envelope?.field,
    requestId,
    outcomeUnknown: unclear,
    what: unclear ? `${what} (${detail})` : undefined,
  });
  const retry = reason === "rate_limited" ? "throttled" : unclear ? "lost" : passes ? "refused" : "never";
  return withWish(answer, attempted, { error, retry, retryAfterMs: retryAfterOf(answer) });
}

/**
 * Judges an answer of somebody else than the API, of whose words nothing is known and nothing is repeated; undefined when
 * it is a success.
 */
export function strangerFailureOf(
  answer: RawAnswer,
  attempted: Attempted,
  todo: string,
): Failure | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const reason = status < 400 ? "unreadable" : reasonOf(status);
  const passing = reason === "unavailable" || reason === "rate_limited";
  const what = `${attempted.host} answered with status ${status}`;
  const next = passing ? hintForFailure(attempted) : todo;
  return {
    error: new ApiError(sentences(attempted, what, next, undefined), { reason }),
    retry: passing ? "lost" : "never",
    retryAfterMs: retryAfterOf(answer),
  };
}

/** `x-should-retry` is the server's own opinion: "false" stops us, "true" only ever repeats a read. */
function withWish(answer: RawAnswer, attempted: Attempted, failure: Failure): Failure {
  const wish = answer.headers["x-should-retry"];
  if (wish === "false") return { ...failure, retry: "never" };
  if (wish === "true" && failure.retry === "never" && !attempted.write) return { ...failure, retry: "lost" };
  return failure;
}

function foreignPage(answer: RawAnswer, attempted: Attempted): string {
  const kind = answer.headers["content-type"]?.split(";")[0] ?? "no content type";
  const title = /<title[^>]*>([^<]{1,200})/i.exec(answer.text)?.[1];
  const text = clean(title ?? "", attempted.secrets);
  return `${answer.status} ${clean(kind, attempted.secrets)}${text === "" ? "" : `: ${text}`}`;
}

/** An answer that is not the API's: a proxy's page, half of a JSON text. */
export function unreadable(answer: RawAnswer, attempted: Attempted, retry: "lost" | "never"): Failure {
  const requestId = requestIdOf(answer, attempted.secrets);
  const what = `what came back is not an answer of the API (${foreignPage(answer, attempted)})`;
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
export function wrongShape(answer: RawAnswer, attempted: Attempted, detail: string): Failure {
  const requestId = requestIdOf(answer, attempted.secrets);
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

/** Compares organization IDs regardless of case. */
function sameOrganization(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * The failure for a response from another organization than the `known` one: the key was replaced, or a server between this
 * machine and the API reroutes requests. Undefined when the response names the known organization, or none.
 */
export function foreignAnswer(
  answer: RawAnswer,
  attempted: Attempted,
  known: string | undefined,
): Failure | undefined {
  const actual = organizationOf(answer);
  if (known === undefined || actual === undefined || sameOrganization(known, actual)) return undefined;
  const what = `the response came from organization ${actual}, and all earlier ones from ${known}`;
  const { status } = answer;
  const effect = !attempted.write
    ? "The response was discarded."
    : status < 300
      ? `The write took effect in organization ${actual}: revert it there.`
      : status < 500
        ? "Nothing was changed."
        : `The write may have taken effect in organization ${actual}: check there.`;
  const todo = `${effect} No further request is sent. Check the key from ${attempted.keySource} and any proxy in front of ${attempted.host}, then run again.`;
  const requestId = requestIdOf(answer, attempted.secrets);
  return {
    error: new ApiError(sentences(attempted, what, todo, requestId), {
      reason: "unreadable",
      requestId,
      what,
      done: attempted.write && status < 300,
    }),
    retry: "never",
  };
}

/** For every request after a response from another organization. The first error has the details. */
export function foreignEarlier(doing: string): ApiError {
  return new ApiError(
    `Could not ${doing}: an earlier response in this run came from another organization. Nothing was sent; see the first error.`,
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

function keyRefusedNow({ progress, credential = "key" }: Attempted): string {
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
    `Could not ${doing}: the API refused the key from ${keySource} earlier in this run.${id}`,
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
  const { code, field, message, reason, requestId } = failure.error;
  return new ApiError(message, { reason, code, field, requestId, outcomeUnknown: true });
}
