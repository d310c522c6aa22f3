import { Agent, type Dispatcher, Pool, ProxyAgent } from "undici";
import { isCertificateCode } from "./exchange.ts";
import { proxyRefusal } from "./judge.ts";
import { BrokenExchange } from "./rawResponse.ts";
import type { Route } from "./route.ts";

/** Limits of connections. */
export interface ConnectionLimits {
  /** Timeout for opening a connection, in milliseconds. Through a proxy, it applies to each step. */
  readonly connectMs: number;
  /** The maximum number of connections to a host. */
  readonly connections?: number | undefined;
}

/** The connections of undici along a route. */
export function dispatcherAlong(route: Route, { connectMs, connections }: ConnectionLimits): Dispatcher {
  const options = {
    // With HTTP/2, one broken connection would leave many writes with an unknown outcome.
    allowH2: false,
    pipelining: 1,
    ...(connections === undefined ? {} : { connections }),
  };
  if (route.proxy === undefined) return new Agent({ ...options, connect: { timeout: connectMs } });
  return new ProxyAgent({
    ...options,
    uri: route.proxy.secretUrl,
    connectTimeout: connectMs,
    // Never sends a request to the proxy itself, which could then read the key.
    proxyTunnel: true,
    proxyTls: { allowH2: false },
    clientFactory: (origin, tls) => new Tunnels(origin, { ...tls, headersTimeout: connectMs }),
  });
}

/** Connections to a proxy. Their errors show that the proxy failed, and not the host behind it. */
class Tunnels extends Pool {
  // biome-ignore lint/suspicious/noExplicitAny: The overloads of undici.
  override async connect(options: any): Promise<any> {
    const { socket, statusCode } = await super.connect(options).catch((error: unknown) => {
      // A response that is not HTTP has no code.
      const named = error instanceof Error && "code" in error && typeof error.code === "string";
      const code = named ? String(error.code) : "no valid response";
      throw new BrokenExchange(
        isCertificateCode(code) ? "proxyCertificate" : "proxyUnreachable",
        false,
        code,
      );
    });
    const refusal = proxyRefusal(statusCode);
    if (refusal === undefined) return { socket, statusCode };
    socket.on("error", () => undefined).destroy();
    throw new BrokenExchange(refusal, false, String(statusCode));
  }
}
