import type { Dispatcher } from "undici";
import { BrokenExchange, type RawResponse } from "./rawResponse.ts";

/** An HTTP request. */
export interface Outgoing {
  readonly origin: string;
  readonly path: string;
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Timeout from the request to the headers of the response. */
  readonly headersMs: number;
  /** Timeout between two chunks of the response. */
  readonly bodyMs: number;
  /** Timeout of the complete exchange, which also ends a response that arrives slowly without end. */
  readonly wholeMs: number;
  readonly maxBytes: number;
  /** When aborted, a request that still waits for a connection is not sent. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Performs one HTTP exchange. Returns the complete response or throws a `BrokenExchange`. Uses undici's handler instead of
 * its `request()`, since only the handler shows whether a failed request was sent.
 */
export function exchange(connections: Dispatcher, outgoing: Outgoing): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const deadline = performance.now() + outgoing.wholeMs;
    const chunks: Buffer[] = [];
    let size = 0;
    let sent = false;
    let status = 0;
    let headers: RawResponse["headers"] = {};

    connections.dispatch(
      {
        origin: outgoing.origin,
        path: outgoing.path,
        method: outgoing.method,
        headers: { ...outgoing.headers },
        body: outgoing.body ?? null,
        headersTimeout: outgoing.headersMs,
        bodyTimeout: outgoing.bodyMs,
      },
      {
        onRequestStart(controller) {
          if (outgoing.stop?.aborted === true) {
            controller.abort(new BrokenExchange("closed", false, "stopped before it was sent"));
          } else {
            sent = true;
          }
        },
        onResponseStart(_controller, statusCode, received) {
          if (statusCode < 200) return;
          status = statusCode;
          headers = Object.fromEntries(
            Object.entries(received).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
          );
        },
        onResponseData(controller, chunk) {
          size += chunk.length;
          if (size > outgoing.maxBytes) {
            controller.abort(new BrokenExchange("tooLarge", true, `more than ${outgoing.maxBytes} bytes`));
          } else if (performance.now() > deadline) {
            controller.abort(new BrokenExchange("timeout", true, "the response took too long"));
          } else {
            chunks.push(chunk);
          }
        },
        onResponseEnd() {
          resolve({ status, headers, text: Buffer.concat(chunks).toString("utf8") });
        },
        onResponseError(_controller, error) {
          reject(broken(error, sent));
        },
      },
    );
  });
}

function broken(error: Error, sent: boolean): BrokenExchange {
  if (error instanceof BrokenExchange) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (!sent) {
    const kind = isCertificateCode(code) ? "certificate" : "unreachable";
    return new BrokenExchange(kind, false, code || error.message);
  }
  const timeout = code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT";
  return new BrokenExchange(timeout ? "timeout" : "closed", true, code || error.message);
}

/** Whether the code of an error means that a certificate is not trusted. */
export function isCertificateCode(code: string): boolean {
  return /CERT|SIGNATURE|ISSUER|ERR_TLS/.test(code);
}
