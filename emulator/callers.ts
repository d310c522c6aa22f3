import type { IncomingHttpHeaders } from "node:http";
import { printable } from "./requestLog.ts";

/**
 * Why a request is not from a program on this machine; undefined if it may be. A web page could reach the emulator through
 * a host name that resolves to 127.0.0.1 (DNS rebinding) or from its own origin, and read or change an organization with
 * real users.
 */
export function foreignCaller({ host, origin }: IncomingHttpHeaders): string | undefined {
  if (host !== undefined && !isLoopback(host)) return `its Host is ${quoted(host)}`;
  // "null" is the origin of a sandboxed page, whose site is unknown.
  if (origin !== undefined && !isLoopback(origin.replace(/^https?:\/\//, ""))) {
    return `its Origin is ${quoted(origin)}`;
  }
  return undefined;
}

/** Whether a host, with or without a port, is a loopback name or address. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);
}

function quoted(text: string): string {
  return JSON.stringify(printable(text));
}
