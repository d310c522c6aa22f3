import type { Caller } from "./caller.ts";
import type { Credential } from "./credential.ts";
import type { Route } from "./route.ts";

/** Timeouts and pauses, in milliseconds. */
export interface Timeouts {
  readonly connect: number;
  /** From the request to the headers of the response. */
  readonly headers: number;
  /** Between two chunks of the response. */
  readonly body: number;
  /** One `request()` with all its retries. Waiting for the rate limit is not included. */
  readonly total: number;
  /** The pause before the first retry. It doubles with each retry. */
  readonly pause: number;
}

/** Options of a client. */
export interface ClientOptions {
  readonly baseUrl: URL;
  /** How requests reach the base URL. Default: directly. */
  readonly route?: Route | undefined;
  /** Called at the first request: operations without requests need no key. */
  readonly credential: () => Credential;
  readonly requestsPerMinute: number;
  /** Invitations have a limit of their own. Default 1200. */
  readonly invitesPerHour?: number | undefined;
  /** Shows a message to the user: a long wait, a lowered rate. */
  readonly notify: (line: string) => void;
  readonly userAgent?: string | undefined;
  /** Called before every write. The function that it returns is called with the outcome. */
  readonly watch?: Watch | undefined;
  /** Called before every write. If it throws, the write is not sent. */
  readonly mayWrite?: (() => Promise<void>) | undefined;
  /** The process that waits for the requests. When it ends, no further request is sent. */
  readonly caller?: Caller | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** Factor for our own pauses, which tests lower. Default 1. */
  readonly pace?: number | undefined;
}

/** A write that is about to be sent. */
export interface Write {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly organization: string | undefined;
}

/** The outcome of a write. */
export interface WriteEnd {
  readonly organization: string | undefined;
  readonly requestId?: string | undefined;
  readonly error?: unknown;
}

/** Observes every write. If it throws, the write is not sent. */
export type Watch = (write: Write) => Promise<(end: WriteEnd) => Promise<void>>;

export const standardTimeouts: Timeouts = {
  connect: 10_000,
  // A workspace create may wait for a key management service.
  headers: 60_000,
  body: 30_000,
  total: 180_000,
  pause: 500,
};
