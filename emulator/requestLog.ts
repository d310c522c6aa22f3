import { ErrorResponse } from "./errors.ts";
import type { FaultKind } from "./faults.ts";
import { tokenPath } from "./routes/oauth.ts";

/** A request that the Admin API got. Keys are never part of it. */
export interface LoggedRequest {
  /** When it came, by the emulator's clock. */
  readonly at: Date;
  /** Such as `POST`. */
  readonly method: string;
  /** The path as it was sent, without the query. */
  readonly path: string;
  /** The query as it was sent, without the question mark; empty when there was none. */
  readonly query: string;
  /** What was answered; 0 when nothing was, or not yet. */
  readonly status: number;
  /** What the `request-id` header said. */
  readonly requestId: string;
  /** Whose credential it carried; undefined when nobody's. */
  readonly organizationId: string | undefined;
  /** The JSON body, or the text of one that is no JSON; absent when there was none. */
  readonly body?: unknown;
  /** The fault that it met. */
  readonly fault?: FaultKind;
}

type Open = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

const most = 100_000;

/** The requests in the order of their arrival, the oldest forgotten when there are too many. */
export class RequestLog {
  readonly requests: LoggedRequest[] = [];

  /** Notes a request; the status is set once it is answered. */
  open(request: Omit<LoggedRequest, "status">): Open {
    if (this.requests.length >= most) this.requests.splice(0, most / 2);
    const open: Open = { ...request, status: 0 };
    this.requests.push(open);
    return open;
  }

  forget(): void {
    this.requests.length = 0;
  }
}

/** The body of a request as the log shows it: without credentials. */
export function loggedBody(path: string, bytes: Buffer | ErrorResponse): { body?: unknown } {
  if (bytes instanceof ErrorResponse || bytes.length === 0) return {};
  const text = bytes.toString("utf8");
  const shown = (name: string, value: unknown): unknown =>
    path === tokenPath && name === "assertion" ? "[identity token]" : value;
  try {
    return { body: JSON.parse(text, shown) };
  } catch {
    return path === tokenPath ? {} : { body: text };
  }
}

/** Text from a request, made safe for a log line: without control characters and CI runner commands. */
export function printable(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, "?")
    .replaceAll("##", "#?");
}
