import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import type { z } from "zod";
import { UserError } from "../errors.ts";
import { ApiError } from "./apiError.ts";
import type { Attempted, Failure } from "./attempt.ts";
import type { Credential } from "./credential.ts";
import { exchange } from "./exchange.ts";
import {
  afterLostAttempt,
  brokenFailure,
  foreignAnswer,
  foreignEarlier,
  keyRefusedEarlier,
  unreadable,
  wrongShape,
} from "./failures.ts";
import { oauthBeta } from "./federation.ts";
import { clean } from "./foreignText.ts";
import { failureOf } from "./judge.ts";
import { OrganizationWire } from "./objects.ts";
import { BrokenExchange, dateOf, organizationOf, type RawResponse, requestIdOf } from "./rawResponse.ts";
import { Throttle } from "./throttle.ts";

/** Query parameters; arrays are sent as `name[]=a&name[]=b`, undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** How long things may take, in milliseconds. */
export interface Timeouts {
  readonly connect: number;
  /** From the request to the head of the answer. */
  readonly headers: number;
  /** Between two pieces of the answer. */
  readonly body: number;
  /** For one `request()` with all its repetitions; waiting for the rate limit does not count. */
  readonly total: number;
  /** Before the first repetition; it doubles from there. */
  readonly pause: number;
}

/** What a client is made of. */
export interface ClientOptions {
  readonly baseUrl: URL;
  /** Called at the first request, so that what needs no network needs no key. */
  readonly credential: () => Credential;
  readonly requestsPerMinute: number;
  /** Invitations are limited apart, by the hour; 1200 unless told otherwise. */
  readonly invitesPerHour?: number | undefined;
  /** Where lines for the user go: long waits, a lowered rate. */
  readonly say: (line: string) => void;
  readonly userAgent?: string | undefined;
  /** Told of every write before it is sent; what it answers is told how the write ended. */
  readonly watch?: Watch | undefined;
  /** Asked before every write; throwing stops it. */
  readonly mayWrite?: (() => Promise<void>) | undefined;
  /** The process that waits for the requests. When it ends, no further request is sent. */
  readonly caller?: Caller | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** How long our own pauses are, beside the usual: tests hurry. */
  readonly pace?: number | undefined;
}

/** The process that waits for the client. Once it has ended, no process would record a write. */
export interface Caller {
  /** Aborted once the caller has ended. */
  readonly ended: AbortSignal;
  /** Whether the caller is running at this moment; `ended` is aborted when it is not. */
  isRunning(): Promise<boolean>;
}

/** A caller that never ends, for clients whose own process waits for them. */
function endless(): Caller {
  const { signal: ended } = new AbortController();
  setMaxListeners(0, ended);
  return { ended, isRunning: () => Promise.resolve(true) };
}

/** A write that is about to be sent. */
export interface Write {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly organization: string | undefined;
}

/** How a write ended. */
export interface WriteEnd {
  readonly organization: string | undefined;
  readonly requestId?: string | undefined;
  readonly error?: unknown;
}

/** Sees every write. Throwing stops the write. */
export type Watch = (write: Write) => Promise<(end: WriteEnd) => Promise<void>>;

/** One operation of the API. */
export interface Request<T> {
  readonly method: "GET" | "POST" | "DELETE";
  /** Made with path`...`. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly answer: z.ZodType<T>;
  /** What it is, as in "Could not ...": `create workspace "Research"`. */
  readonly doing: string;
  /** A write that does no harm when it is done twice. Reads always are. */
  readonly repeatable?: boolean | undefined;
}

/** What an operation brought. */
export interface Answer<T> {
  readonly value: T;
  readonly organization: string | undefined;
  readonly requestId: string | undefined;
  /** The server's clock, to the second. */
  readonly date: Date | undefined;
}

const apiVersion = "2026-10-21";
const maxBytes = 32 * 1024 * 1024;
const standardTimeouts: Timeouts = {
  connect: 10_000,
  // A workspace create may wait for a key management service.
  headers: 60_000,
  body: 30_000,
  total: 180_000,
  pause: 500,
};
const longestPauseMs = 8_000;
// Refused by the limit again and again, each time after the pause that the API asked for.
const mostPushbacks = 10;
// Where the API does not say how long, it may not be the rate at all: more workspaces than allowed could end so.
const mostPushbacksWithoutWord = 6;
// Invitations are counted by the hour, so an hour is the longest sensible wait.
const longestRetryAfterMs = 65 * 60_000;
// Removals of people exclude each other, so with many at once somebody waits for all the others.
const tries = { refused: 8, unsent: 4, lost: 4 } as const;

/** The Admin API of one organization. One of these for the whole process, since it holds the throttle. */
export class Client {
  /** How long our own pauses are, beside the usual. What the API asks for is waited in full. */
  readonly pace: number;

  readonly #options: ClientOptions;
  readonly #caller: Caller;
  readonly #timeouts: Timeouts;
  readonly #agent: Agent;
  readonly #throttle: Throttle;
  readonly #inviteThrottle: Throttle;

  #credential: Credential | undefined;
  #organization: string | undefined;
  #me: Promise<string> | undefined;
  #clock: { readonly server: number; readonly local: number } | undefined;
  #keyRefused = false;
  /** A response came from another organization than the first response. */
  #foreign = false;
  #answers = 0;
  #writesDone = 0;
  #writesAsked = 0;
  readonly #writing = new Set<Promise<unknown>>();

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#caller = options.caller ?? endless();
    this.pace = options.pace ?? 1;
    this.#timeouts = { ...standardTimeouts, ...options.timeouts };
    this.#agent = new Agent({
      connect: { timeout: this.#timeouts.connect },
      // With HTTP/2 one broken connection would leave many writes with an unknown outcome at once.
      allowH2: false,
      pipelining: 1,
      connections: 32,
    });
    this.#throttle = new Throttle({ limit: options.requestsPerMinute, say: options.say, pace: this.pace });
    this.#inviteThrottle = new Throttle({
      limit: options.invitesPerHour ?? 1200,
      windowMs: 3_600_000,
      what: "invitations",
      per: "an hour",
      say: options.say,
      pace: this.pace,
    });
    const release = () => this.#release();
    this.#caller.ended.addEventListener("abort", release, { once: true });
  }

  /** A clock that never jumps, in milliseconds; for comparing moments of this process. */
  now(): number {
    return performance.now();
  }

  /**
   * What the server's clock showed at a moment of `now()`, never later than the truth and at most about a second
   * earlier; undefined before the first answer.
   */
  serverTime(at: number): Date | undefined {
    return this.#clock === undefined ? undefined : new Date(this.#clock.server + at - this.#clock.local);
  }

  /** The organization, when an answer has told it. */
  get knownOrganization(): string | undefined {
    return this.#organization;
  }

  /** The id of the organization that the credential belongs to; costs a request only when no answer told it yet. */
  async organization(): Promise<string> {
    if (this.#organization !== undefined) return this.#organization;
    this.#me ??= this.request({
      method: "GET",
      path: "/v1/organizations/me",
      answer: OrganizationWire,
      doing: "find out which organization the key belongs to",
    })
      .then((answer) => {
        this.#organization ??= answer.value.id;
        return this.#organization;
      })
      .finally(() => {
        this.#me = undefined;
      });
    return this.#me;
  }

  /** One operation with all the repetitions that are safe; throws an `ApiError`. */
  async request<T>(request: Request<T>): Promise<Answer<T>> {
    if (request.method === "GET") return await this.#ask(request);
    const writing = this.#write(request);
    this.#writing.add(writing);
    try {
      return await writing;
    } finally {
      this.#writing.delete(writing);
    }
  }

  /** Waits before a retry. Rejects at once when the caller ends. */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#caller.ended }).catch(() => {
      throw callerEnded("continue");
    });
  }

  /** Resolves when every started write has ended and `watch` has received its outcome. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#writing);
  }

  async #write<T>(request: Request<T>): Promise<Answer<T>> {
    const { watch, mayWrite } = this.#options;
    await mayWrite?.();
    const { method, path, body } = request;
    let ended: Awaited<ReturnType<Watch>> | undefined;
    const announce = async (): Promise<void> => {
      ended ??= await watch?.({ method, path, body, organization: this.#organization });
    };
    try {
      const answer = await this.#ask(request, announce);
      await ended?.({ requestId: answer.requestId, organization: answer.organization });
      return answer;
    } catch (error) {
      await ended?.({ error, organization: this.#organization });
      throw error;
    }
  }

  /** `announce` is called before a write is sent for the first time. */
  async #ask<T>(request: Request<T>, announce?: () => Promise<void>): Promise<Answer<T>> {
    checkPath(request.path);
    const write = request.method !== "GET";
    const repeatable = !write || request.repeatable === true;
    const throttle = isInvitation(request) ? this.#inviteThrottle : this.#throttle;
    this.#credential ??= this.#options.credential();
    const credential = this.#credential;
    if (write) this.#writesAsked += 1;

    const failures = { throttled: 0, refused: 0, unsent: 0, lost: 0 };
    let lost: ApiError | undefined;
    let renewed = false;
    let spentMs = 0;
    const giveUp = (failure: Failure): ApiError => {
      if (!write || lost === undefined || failure.retry === "lost") return failure.error;
      return afterLostAttempt(failure, lost);
    };

    const mustGoOn = (): void => {
      if (this.#foreign) throw lost ?? foreignEarlier(request.doing);
      if (this.#keyRefused) throw lost ?? keyRefusedEarlier(request.doing, credential.source);
      if (this.#caller.ended.aborted) throw lost ?? callerEnded(request.doing);
    };

    for (;;) {
      if (!this.#keyRefused && !this.#foreign) await throttle.pass();
      mustGoOn();
      const token = await this.#unlessEnded(this.#token(credential), request.doing).catch(
        (error: unknown) => {
          throw lost ?? error;
        },
      );
      if (write) {
        await this.#caller.isRunning();
        mustGoOn();
        // Not earlier: a write that is not sent must have no entry in the audit log.
        await announce?.();
      }
      mustGoOn();
      const sentAt = this.now();
      const leftMs = Math.max(1, this.#timeouts.total - spentMs);
      const attempt = this.#attempt(request, credential, token, leftMs);
      // The outcome of a write must be logged even when the caller ends.
      const result = await (write ? attempt : this.#unlessEnded(attempt, request.doing));
      spentMs += this.now() - sentAt;
      if ("value" in result) {
        throttle.accepted();
        this.#answers += 1;
        if (write) this.#writesDone += 1;
        return result;
      }

      const { error, retry, retryAfterMs } = result;
      if (error.reason === "unauthenticated") {
        if (!renewed && credential.refused?.(token) === true) {
          renewed = true;
          continue;
        }
        if (this.#keyRefused)
          throw lost ?? keyRefusedEarlier(request.doing, credential.source, error.requestId);
        this.#stop();
        throw giveUp(result);
      }
      const tooLong = (retryAfterMs ?? 0) > longestRetryAfterMs;
      if (error.reason === "rate_limited" && !tooLong) throttle.pushedBack(sentAt, retryAfterMs);
      if (retry === "lost") lost = error;
      if (retry === "never" || (retry === "lost" && !repeatable)) throw giveUp(result);

      failures[retry] += 1;
      if (retry === "throttled") {
        if (tooLong) throw giveUp(result);
        const most = retryAfterMs === undefined ? mostPushbacksWithoutWord : mostPushbacks;
        if (failures.throttled >= most) throw giveUp(result);
        continue;
      }
      if (failures[retry] >= tries[retry]) throw giveUp(result);
      const backoff = Math.min(longestPauseMs, this.#timeouts.pause * 2 ** (failures[retry] - 1)) * this.pace;
      const pauseMs = Math.max(backoff * (0.75 + Math.random() / 2), retryAfterMs ?? 0);
      if (spentMs + pauseMs >= this.#timeouts.total) throw giveUp(result);
      await this.pause(pauseMs).catch(mustGoOn);
      spentMs += pauseMs;
    }
  }

  /** The result, unless the caller ends first. */
  async #unlessEnded<T>(work: Promise<T>, doing: string): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const end = () => reject(callerEnded(doing));
    this.#caller.ended.addEventListener("abort", end, { once: true });
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.#caller.ended.removeEventListener("abort", end);
    }
  }

  async #token(credential: Credential): Promise<string> {
    try {
      return await credential.token();
    } catch (error) {
      if (error instanceof ApiError && error.reason === "unauthenticated") this.#stop();
      throw error;
    }
  }

  /** Nobody asks again, and nobody waits for the day when they might. */
  #stop(): void {
    this.#keyRefused = true;
    this.#release();
  }

  #release(): void {
    this.#throttle.release();
    this.#inviteThrottle.release();
  }

  async #attempt<T>(
    request: Request<T>,
    credential: Credential,
    token: string,
    leftMs: number,
  ): Promise<Answer<T> | Failure> {
    const { baseUrl, userAgent } = this.#options;
    const attempted: Attempted = {
      doing: request.doing,
      write: request.method !== "GET",
      host: baseUrl.host,
      keySource: credential.source,
      todo: credential.todo,
      secrets: [token],
      progress: { answers: this.#answers, writesDone: this.#writesDone, writesAsked: this.#writesAsked },
    };
    const headers: Record<string, string> = {
      // One form for keys and tokens alike, the one that the official SDK sends with this API version; and everything
      // that logs HTTP knows to leave this header out. `x-api-key` is never sent beside it.
      authorization: `Bearer ${token}`,
      "anthropic-version": apiVersion,
      accept: "application/json",
      "user-agent": userAgent ?? "pulumi-anthropic",
    };
    // What the API wants to see beside a token that is no key.
    if (token.startsWith("sk-ant-oat")) headers["anthropic-beta"] = oauthBeta;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    if (body !== undefined) headers["content-type"] = "application/json";

    let raw: RawResponse;
    try {
      raw = await exchange(this.#agent, {
        origin: baseUrl.origin,
        path: `${baseUrl.pathname.replace(/\/+$/, "")}${request.path}${queryText(request.query)}`,
        method: request.method,
        headers,
        body,
        headersMs: Math.ceil(Math.min(this.#timeouts.headers, leftMs)),
        bodyMs: Math.ceil(Math.min(this.#timeouts.body, leftMs)),
        wholeMs: leftMs,
        maxBytes,
        stop: this.#caller.ended,
      });
    } catch (error) {
      if (error instanceof BrokenExchange) return brokenFailure(error, attempted);
      throw error;
    }
    return this.#judge(raw, request, attempted);
  }

  #judge<T>(raw: RawResponse, request: Request<T>, attempted: Attempted): Answer<T> | Failure {
    const date = dateOf(raw);
    const organization = organizationOf(raw);
    const foreign = foreignAnswer(raw, attempted, this.#organization);
    if (foreign !== undefined) {
      this.#foreign = true;
      this.#release();
      return foreign;
    }
    if (date !== undefined) this.#clock = { server: date.getTime(), local: this.now() };
    this.#organization ??= organization;

    const failure = failureOf(raw, attempted);
    if (failure !== undefined) return failure;
    let json: unknown;
    try {
      json = JSON.parse(raw.text);
    } catch {
      return unreadable(raw, attempted, "lost");
    }
    const parsed = request.answer.safeParse(json);
    if (!parsed.success) {
      const issues = parsed.error.issues.slice(0, 3).map((issue) => {
        const where = issue.path.map(String).join(".");
        return where === "" ? issue.message : `${where}: ${issue.message}`;
      });
      return wrongShape(raw, attempted, issues.join("; "));
    }
    return { value: parsed.data, organization, requestId: requestIdOf(raw, attempted.secrets), date };
  }
}

/** The error of a request that is not sent because the caller ended. Possibly only the audit log records it. */
function callerEnded(doing: string): UserError {
  return new UserError(
    `Did not ${doing}: the \`pulumi\` command that started this process has ended. Run it again; it checks what exists before it writes.`,
  );
}

function checkPath(path: string): void {
  // A path is made with path`...`, which escapes; this catches one that was put together by hand.
  if (!/^\/v1\/[\w.~%!'()*/-]+$/.test(path) || /\/\.{0,2}(\/|$)/.test(path)) {
    throw new UserError(`"${clean(path)}" is not a path of the Admin API: nothing was sent.`);
  }
}

function isInvitation(request: { readonly method: string; readonly path: string }): boolean {
  return request.method === "POST" && request.path === "/v1/organizations/invites";
}

function queryText(query: Query | undefined): string {
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
