import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { ApiError } from "./apiError.ts";
import type { Attempted, Failure } from "./attempt.ts";
import { type Caller, callerEnded, endless } from "./caller.ts";
import { type ClientOptions, standardTimeouts, type Timeouts, type Watch } from "./clientOptions.ts";
import { type Connections, connectionsAlong } from "./connections.ts";
import type { Credential } from "./credential.ts";
import { enterpriseAdvice, otherCredentialAdvice } from "./enterpriseKeys.ts";
import { exchange } from "./exchange.ts";
import { afterLostAttempt, brokenFailure, foreignEarlier, keyRejectedEarlier } from "./failures.ts";
import { requestHeaders } from "./headers.ts";
import { failureOf, foreignResponse } from "./judge.ts";
import { OrganizationWire } from "./objects.ts";
import { parseResponse } from "./parse.ts";
import { checkPath, queryText } from "./path.ts";
import { BrokenExchange, dateOf, organizationOf, type RawResponse, requestIdOf } from "./rawResponse.ts";
import type { ApiResponse, Request } from "./request.ts";
import {
  maxPauseMs,
  maxPushbacks,
  maxPushbacksWithoutRetryAfter,
  maxRetryAfterMs,
  tries,
} from "./retryLimits.ts";
import { Throttles } from "./throttles.ts";

const maxBytes = 32 * 1024 * 1024;

/** A client of one organization's Admin API. A process has one per organization, since it contains the throttle. */
export class Client {
  /** Factor for our own pauses. A `retry-after` of the API is always waited out in full. */
  readonly pace: number;

  readonly #options: ClientOptions;
  readonly #caller: Caller;
  readonly #timeouts: Timeouts;
  readonly #connections: Connections;
  readonly #throttles: Throttles;

  #credential: Credential | undefined;
  #organization: string | undefined;
  #me: Promise<string> | undefined;
  #clock: { readonly server: number; readonly local: number } | undefined;
  #keyRejected = false;
  /** A response came from another organization than the first response. */
  #foreign = false;
  #responses = 0;
  #writesDone = 0;
  #writesStarted = 0;
  readonly #writing = new Set<Promise<unknown>>();

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#caller = options.caller ?? endless();
    this.pace = options.pace ?? 1;
    this.#timeouts = { ...standardTimeouts, ...options.timeouts };
    this.#connections = connectionsAlong(options.route ?? {}, {
      connectMs: this.#timeouts.connect,
      connections: 32,
    });
    this.#throttles = new Throttles(options);
    const release = () => this.#release();
    this.#caller.ended.addEventListener("abort", release, { once: true });
  }

  /** A monotonic clock, in milliseconds. */
  now(): number {
    return performance.now();
  }

  /**
   * The server's time at a moment of `now()`: never too late, and at most about a second too early. Undefined before the
   * first response.
   */
  serverTime(at: number): Date | undefined {
    return this.#clock === undefined ? undefined : new Date(this.#clock.server + at - this.#clock.local);
  }

  /** The server's time now, in milliseconds since the epoch. Before the first response, this machine's. */
  serverNow(): number {
    return this.serverTime(this.now())?.getTime() ?? Date.now();
  }

  /** The number of requests that received a response. */
  get responses(): number {
    return this.#responses;
  }

  /** The ID of the organization, as soon as a response has named it. */
  get knownOrganization(): string | undefined {
    return this.#organization;
  }

  /** The ID of the organization that the credential belongs to. Sends a request if no response has named it yet. */
  async organization(): Promise<string> {
    if (this.#organization !== undefined) return this.#organization;
    this.#me ??= this.request({
      method: "GET",
      path: "/v1/organizations/me",
      schema: OrganizationWire,
      doing: "find out which organization the key belongs to",
    })
      .then((response) => {
        this.#organization ??= response.value.id;
        return this.#organization;
      })
      .finally(() => {
        this.#me = undefined;
      });
    return this.#me;
  }

  /** Performs one operation, with every retry that is safe. Throws an `ApiError`. */
  async request<T>(request: Request<T>): Promise<ApiResponse<T>> {
    if (request.method === "GET") return await this.#send(request);
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

  async #write<T>(request: Request<T>): Promise<ApiResponse<T>> {
    const { watch, mayWrite } = this.#options;
    await mayWrite?.();
    const { method, path, body } = request;
    let ended: Awaited<ReturnType<Watch>> | undefined;
    const announce = async (): Promise<void> => {
      ended ??= await watch?.({ method, path, body, organization: this.#organization });
    };
    try {
      const response = await this.#send(request, announce);
      await ended?.({ requestId: response.requestId, organization: response.organization });
      return response;
    } catch (error) {
      await ended?.({ error, organization: this.#organization });
      throw error;
    }
  }

  /** `announce` is called before a write is sent for the first time. */
  async #send<T>(request: Request<T>, announce?: () => Promise<void>): Promise<ApiResponse<T>> {
    checkPath(request.path);
    const write = request.method !== "GET";
    const repeatable = !write || request.repeatable === true;
    const throttle = this.#throttles.of(request);
    this.#credential ??= this.#options.credential();
    const credential = this.#credential;
    if (write) this.#writesStarted += 1;

    const failures = { throttled: 0, rejected: 0, unsent: 0, lost: 0 };
    let lost: ApiError | undefined;
    let renewed = false;
    let spentMs = 0;
    const giveUp = (failure: Failure): ApiError => {
      if (!write || lost === undefined || failure.retry === "lost") return failure.error;
      return afterLostAttempt(failure, lost);
    };

    const throwIfStopped = (): void => {
      if (this.#foreign) throw lost ?? foreignEarlier(request.doing);
      if (this.#keyRejected) throw lost ?? keyRejectedEarlier(request.doing, credential.source);
      if (this.#caller.ended.aborted) throw lost ?? callerEnded(request.doing);
    };

    const connections = await this.#connections();
    for (;;) {
      if (!this.#keyRejected && !this.#foreign) await throttle.pass();
      throwIfStopped();
      const token = await this.#unlessEnded(this.#token(credential), request.doing).catch(
        (error: unknown) => {
          throw lost ?? error;
        },
      );
      if (write) {
        await this.#caller.isRunning();
        throwIfStopped();
        // Not earlier, since a write that is not sent must have no entry in the audit log.
        await announce?.();
      }
      throwIfStopped();
      const sentAt = this.now();
      const leftMs = Math.max(1, this.#timeouts.total - spentMs);
      const attempt = this.#attempt(request, connections, credential, token, leftMs);
      // The outcome of a write must be logged even when the caller ends.
      const result = await (write ? attempt : this.#unlessEnded(attempt, request.doing));
      spentMs += this.now() - sentAt;
      if ("value" in result) {
        throttle.accepted();
        this.#responses += 1;
        if (write) this.#writesDone += 1;
        return result;
      }

      const { error, retry, retryAfterMs } = result;
      if (error.reason === "unauthenticated") {
        if (!renewed && credential.rejected?.(token) === true) {
          renewed = true;
          continue;
        }
        if (request.mayBeRejected === true && this.#responses > 0 && !this.#keyRejected) throw giveUp(result);
        if (this.#keyRejected)
          throw lost ?? keyRejectedEarlier(request.doing, credential.source, error.requestId);
        this.#stop();
        throw giveUp(result);
      }
      const tooLong = (retryAfterMs ?? 0) > maxRetryAfterMs;
      if (error.reason === "rate_limited" && !tooLong) throttle.pushedBack(sentAt, retryAfterMs);
      if (retry === "lost") lost = error;
      if (retry === "never" || (retry === "lost" && !repeatable)) throw giveUp(result);

      failures[retry] += 1;
      if (retry === "throttled") {
        if (tooLong) throw giveUp(result);
        const most = retryAfterMs === undefined ? maxPushbacksWithoutRetryAfter : maxPushbacks;
        if (failures.throttled >= most) throw giveUp(result);
        continue;
      }
      if (failures[retry] >= tries[retry]) throw giveUp(result);
      const backoff = Math.min(maxPauseMs, this.#timeouts.pause * 2 ** (failures[retry] - 1)) * this.pace;
      const pauseMs = Math.max(backoff * (0.75 + Math.random() / 2), retryAfterMs ?? 0);
      if (spentMs + pauseMs >= this.#timeouts.total) throw giveUp(result);
      await this.pause(pauseMs).catch(throwIfStopped);
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

  /** After the API rejected the credential: every waiting and later request fails at once. */
  #stop(): void {
    this.#keyRejected = true;
    this.#release();
  }

  #release(): void {
    this.#throttles.release();
  }

  async #attempt<T>(
    request: Request<T>,
    connections: Dispatcher,
    credential: Credential,
    token: string,
    leftMs: number,
  ): Promise<ApiResponse<T> | Failure> {
    const { baseUrl, route, userAgent } = this.#options;
    const attempted: Attempted = {
      doing: request.doing,
      write: request.method !== "GET",
      host: baseUrl.host,
      route,
      keySource: credential.source,
      todo:
        credential.kind === "enterpriseKey"
          ? enterpriseAdvice(request, credential.source)
          : { ...credential.todo, ...otherCredentialAdvice(request) },
      secrets: [token],
      progress: {
        responses: this.#responses,
        writesDone: this.#writesDone,
        writesStarted: this.#writesStarted,
      },
    };
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const hasBody = body !== undefined;
    const headers = requestHeaders({ token, userAgent, betas: request.betas ?? [], hasBody });

    let raw: RawResponse;
    try {
      raw = await exchange(connections, {
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

  #judge<T>(raw: RawResponse, request: Request<T>, attempted: Attempted): ApiResponse<T> | Failure {
    const date = dateOf(raw);
    const organization = organizationOf(raw);
    const foreign = foreignResponse(raw, attempted, this.#organization);
    if (foreign !== undefined) {
      this.#foreign = true;
      this.#release();
      return foreign;
    }
    if (date !== undefined) this.#clock = { server: date.getTime(), local: this.now() };
    this.#organization ??= organization;

    const failure = failureOf(raw, attempted);
    if (failure !== undefined) return failure;
    const parsed = parseResponse(raw, request.schema, attempted);
    if ("error" in parsed) return parsed;
    return { value: parsed.value, organization, requestId: requestIdOf(raw, attempted.secrets), date };
  }
}
