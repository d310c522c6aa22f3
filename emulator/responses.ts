import type { ServerResponse } from "node:http";
import type { Assumptions } from "./assumptions.ts";
import type { Clock } from "./clock.ts";
import { type ErrorResponse, errorJson } from "./errors.ts";

/** A response that was not sent yet. */
export interface Outgoing {
  status: number;
  headers: Record<string, string>;
  text: string;
}

export function jsonOut(status: number, body: unknown, headers: Record<string, string>): Outgoing {
  return { status, headers: { "content-type": "application/json", ...headers }, text: JSON.stringify(body) };
}

export function errorOut(
  error: ErrorResponse,
  requestId: string,
  { shouldRetryHeader }: Assumptions,
  headers: Record<string, string>,
): Outgoing {
  const { status } = error;
  const retry = status === 429 || status === 409 || status >= 500;
  return jsonOut(status, errorJson(error, requestId), {
    ...headers,
    ...error.headers,
    ...(shouldRetryHeader ? { "x-should-retry": String(retry) } : {}),
  });
}

/** Sends a response. Its `date` is the time of the emulator's clock. */
export function send(response: ServerResponse, clock: Clock, { status, headers, text }: Outgoing): void {
  response.sendDate = false;
  response.writeHead(status, {
    date: clock.now().toUTCString(),
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
