import type { Caller } from "./caller.ts";
import type { Credential } from "./credential.ts";

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

export const standardTimeouts: Timeouts = {
  connect: 10_000,
  // A workspace create may wait for a key management service.
  headers: 60_000,
  body: 30_000,
  total: 180_000,
  pause: 500,
};
