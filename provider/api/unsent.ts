import { isLoopback } from "./address.ts";
import type { Attempted, Failure } from "./attempt.ts";
import { clean } from "./foreignText.ts";
import type { BrokenExchange } from "./rawResponse.ts";
import type { ProxyServer, Route } from "./route.ts";

// Why a request was not sent, by the hop that failed: the proxy, or the host.

interface Unsent {
  readonly what: string;
  readonly todo: string;
  readonly retry: Failure["retry"];
}

/** A proxy in an error: its address and the variable that names it, without the password. */
export function nameOf({ address, variable }: ProxyServer): string {
  return `the proxy ${address} from ${variable}`;
}

/** Names the proxy that a request was sent through, if any. */
export function throughProxy(route: Route | undefined): string {
  return route?.proxy === undefined ? "" : ` through ${nameOf(route.proxy)}`;
}

/** Why nothing was sent, and what to do. `because` is the cause in parentheses. */
export function unsent(kind: BrokenExchange["kind"], because: string, attempted: Attempted): Unsent {
  const { host, route } = attempted;
  const proxy = route?.proxy;
  if (kind === "certificate") {
    return {
      what: `the certificate of ${host}${throughProxy(route)} is not trusted${because}`,
      todo: trustAdvice(route),
      retry: "never",
    };
  }
  const failed = proxy === undefined ? undefined : proxyFailure(kind, because, proxy, attempted);
  if (failed !== undefined) return failed;
  return {
    what: `${host} could not be reached${throughProxy(route)}${because}`,
    todo: `Check ${reachAdvice(host, route)}, then run again.`,
    retry: "unsent",
  };
}

function trustAdvice(route: Route | undefined): string {
  return route?.authorities === undefined
    ? "If a proxy re-signs the traffic, set NODE_EXTRA_CA_CERTS to its certificate, then run again."
    : `Check that the file ${clean(route.authorities)}, which NODE_EXTRA_CA_CERTS names, can be read and contains the certificate authority as PEM, then run again.`;
}

function reachAdvice(host: string, route: Route | undefined): string {
  // Only an emulator listens there, and no proxy is used.
  if (isLoopback(host.replace(/:\d+$/, ""))) return "that the emulator runs, and the base URL";
  if (route?.proxy !== undefined) return "the proxy and the base URL";
  return route?.excludedBy === undefined
    ? "the network and the base URL, and set HTTPS_PROXY if the network needs a proxy"
    : `the network and the base URL, and whether ${route.excludedBy} should exclude the host from the proxy`;
}

function proxyFailure(
  kind: BrokenExchange["kind"],
  because: string,
  proxy: ProxyServer,
  { host, route }: Attempted,
): Unsent | undefined {
  const named = nameOf(proxy);
  const { variable, address } = proxy;
  switch (kind) {
    case "proxyUnreachable":
      return {
        what: `${named} could not be reached${because}`,
        todo: `Check ${variable}${address.startsWith("https:") ? " (most proxies use `http:`, even for https requests)" : ""} and the network, or exclude ${host} with NO_PROXY, then run again.`,
        retry: "unsent",
      };
    case "proxyCertificate":
      return {
        what: `the certificate of ${named} is not trusted${because}`,
        todo: trustAdvice(route),
        retry: "never",
      };
    case "proxyUnauthorized":
      return {
        what: proxy.hasCredentials
          ? `${named} rejected its user name and password${because}`
          : `${named} requires a user name and a password${because}`,
        todo: proxy.hasCredentials
          ? `Correct them in ${variable}, with special characters percent-encoded, then run again.`
          : `Add them to ${variable}: ${address.replace("//", "//USER:PASSWORD@")}, with special characters percent-encoded.`,
        retry: "never",
      };
    case "proxyRejected":
      return {
        what: `${named} rejected the connection to ${host}${because}`,
        todo: `Allow ${host} in the proxy, or exclude it with NO_PROXY, then run again.`,
        retry: "never",
      };
    case "proxyUnavailable":
      return {
        what: `${named} could not connect to ${host}${because}`,
        todo: "Check the proxy and the base URL, then run again.",
        retry: "unsent",
      };
    default:
      return undefined;
  }
}
