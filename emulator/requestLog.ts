import { ErrorResponse } from "./errors.ts";
import type { FaultKind } from "./faults.ts";
import { tokenPath } from "./routes/oauth.ts";

/** A request to the Admin API, without credentials. */
export interface LoggedRequest {
  /** When it arrived, by the emulator's clock. */
  readonly at: Date;
  /** The method, such as `POST`. */
  readonly method: string;
  /** The path, without the query. */
  readonly path: string;
  /** The query, without the question mark. Empty if there is none. */
  readonly query: string;
  /** The status of the response; 0 without a response. */
  readonly status: number;
  /** The value of the `request-id` header of the response. */
  readonly requestId: string;
  /** The organization of its credential; undefined if the credential is invalid. */
  readonly organizationId: string | undefined;
  /** The JSON body, or its text if it is not JSON. Absent if there is none. */
  readonly body?: unknown;
  /** The fault that applied. */
  readonly fault?: FaultKind;
}

type OpenEntry = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

const maximum = 100_000;

/** The requests in the order of their arrival. Drops the oldest ones when there are too many. */
export class RequestLog {
  readonly requests: LoggedRequest[] = [];

  /** Adds a request. The caller sets the status when it sends the response. */
  open(request: Omit<LoggedRequest, "status">): OpenEntry {
    if (this.requests.length >= maximum) this.requests.splice(0, maximum / 2);
    const entry: OpenEntry = { ...request, status: 0 };
    this.requests.push(entry);
    return entry;
  }

  clear(): void {
    this.requests.length = 0;
  }
}

/** The body of a request for the log, without credentials. */
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

/** Makes text from a request safe for a line of output: no control characters and no commands of CI runners. */
export function printable(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, "?")
    .replaceAll("##", "#?");
}
