import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import type { Attempted, Failure } from "./attempt.ts";
import { connectionsAlong } from "./connections.ts";
import { exchange, type Outgoing } from "./exchange.ts";
import { brokenFailure } from "./failures.ts";
import { BrokenExchange, type RawResponse } from "./rawResponse.ts";
import type { Route } from "./route.ts";

/** A request outside of the client: to another server, or for a token. */
export interface OneOffRequest<T> {
  readonly url: URL;
  readonly method: Outgoing["method"];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly attempted: Attempted;
  readonly judge: (response: RawResponse) => { readonly value: T } | Failure;
}

const attempts = 3;
const pauseMs = 500;
const maxPauseMs = 30_000;
const connectMs = 10_000;
const wholeMs = 30_000;
const maxBytes = 256 * 1024;

/**
 * Sends a request, and sends it again after a failure that a retry can fix. It does not count against the rate limit of the
 * Admin API. Each attempt calls `next`, since an identity token may be used only once.
 */
export async function sendOneOff<T>(route: Route, next: () => Promise<OneOffRequest<T>>): Promise<T> {
  const connections = await connectionsAlong(route, { connectMs })();
  try {
    for (let attempt = 1; ; attempt += 1) {
      const result = await once(connections, await next());
      if ("value" in result) return result.value;
      const { error, retry, retryAfterMs } = result;
      if (retry === "never" || attempt === attempts) throw error;
      const pause = Math.max(pauseMs * 2 ** (attempt - 1), retryAfterMs ?? 0);
      if (pause > maxPauseMs) throw error;
      await sleep(pause);
    }
  } finally {
    // Not awaited, since it waits for responses that are no longer needed.
    connections.destroy().catch(() => undefined);
  }
}

async function once<T>(
  connections: Dispatcher,
  oneOff: OneOffRequest<T>,
): Promise<{ readonly value: T } | Failure> {
  const { url, method, headers, body, attempted, judge } = oneOff;
  try {
    const response = await exchange(connections, {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers,
      body,
      headersMs: wholeMs,
      bodyMs: wholeMs,
      wholeMs,
      maxBytes,
    });
    return judge(response);
  } catch (error) {
    if (error instanceof BrokenExchange) return brokenFailure(error, attempted);
    throw error;
  }
}
