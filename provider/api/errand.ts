import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import type { Attempted, Failure } from "./attempt.ts";
import { exchange, type Outgoing } from "./exchange.ts";
import { brokenFailure } from "./failures.ts";
import { BrokenExchange, type RawResponse } from "./rawResponse.ts";

/** A request outside of the Admin API, in one of its attempts. */
export interface Errand<T> {
  readonly url: URL;
  readonly method: Outgoing["method"];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly attempted: Attempted;
  readonly judge: (answer: RawResponse) => { readonly value: T } | Failure;
}

const attempts = 3;
const pauseMs = 500;
const longestPauseMs = 30_000;
const wholeMs = 30_000;
const maxBytes = 256 * 1024;

/**
 * Runs an errand, again if it came to nothing. It has nothing in common with the requests of the client: they are
 * counted, and go on for hours. What to send is asked for anew each time.
 */
export async function run<T>(next: () => Promise<Errand<T>>): Promise<T> {
  const agent = new Agent({ connect: { timeout: 10_000 }, allowH2: false });
  try {
    for (let attempt = 1; ; attempt += 1) {
      const result = await once(agent, await next());
      if ("value" in result) return result.value;
      const { error, retry, retryAfterMs } = result;
      if (retry === "never" || attempt === attempts) throw error;
      const pause = Math.max(pauseMs * 2 ** (attempt - 1), retryAfterMs ?? 0);
      if (pause > longestPauseMs) throw error;
      await sleep(pause);
    }
  } finally {
    // Not awaited: it waits for answers that come no more.
    agent.destroy().catch(() => undefined);
  }
}

async function once<T>(agent: Agent, errand: Errand<T>): Promise<{ readonly value: T } | Failure> {
  const { url, method, headers, body, attempted, judge } = errand;
  try {
    const answer = await exchange(agent, {
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
    return judge(answer);
  } catch (error) {
    if (error instanceof BrokenExchange) return brokenFailure(error, attempted);
    throw error;
  }
}
