import { uuid } from "./objects.ts";

/** An HTTP response before it is interpreted. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/**
 * Why a proxy opened no connection: it could not be reached, its certificate is not trusted, it requires a user name and
 * a password, it rejects the connection, or it could not reach the host. Nothing was sent to the host.
 */
export type ProxyFailure =
  | "proxyUnreachable"
  | "proxyCertificate"
  | "proxyUnauthorized"
  | "proxyRejected"
  | "proxyUnavailable";

/** An exchange without a complete response. */
export class BrokenExchange extends Error {
  /** False only if certainly no byte of the request was sent. */
  readonly sent: boolean;
  readonly kind: "unreachable" | "certificate" | "closed" | "timeout" | "tooLarge" | ProxyFailure;

  constructor(kind: BrokenExchange["kind"], sent: boolean, message: string) {
    super(message);
    this.kind = kind;
    this.sent = sent;
  }
}

/** The request ID of a response, if it has the form of one and contains no part of a secret. */
export function requestIdOf(response: RawResponse, secrets: readonly string[]): string | undefined {
  const id = response.headers["request-id"];
  if (id === undefined || !/^req_[A-Za-z0-9]{1,64}$/.test(id)) return undefined;
  const body = id.slice("req_".length);
  const carries = (secret: string) =>
    (body.length >= shortestPart && secret.includes(body)) ||
    secret.split(/[^A-Za-z0-9]+/).some((part) => part.length >= shortestPart && body.includes(part));
  return secrets.some(carries) ? undefined : id;
}

/** Length of a part of a secret that counts. Shorter parts reveal nothing and occur in many IDs by chance. */
const shortestPart = 6;

/** The organization that the response names, if any. */
export function organizationOf(response: RawResponse): string | undefined {
  const id = response.headers["anthropic-organization-id"];
  return id !== undefined && uuid.test(id) ? id : undefined;
}

/** The server's time of the response, to the second. */
export function dateOf(response: RawResponse): Date | undefined {
  const time = Date.parse(response.headers["date"] ?? "");
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** The `retry-after` of a response in milliseconds, if any. */
export function retryAfterOf(response: RawResponse): number | undefined {
  const text = response.headers["retry-after"]?.trim() ?? "";
  // A date is a moment of the server's clock, so it is compared with the server's time.
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text) - (dateOf(response)?.getTime() ?? Date.now());
  // With "0" the client uses its own pauses.
  return ms > 0 ? ms : undefined;
}
