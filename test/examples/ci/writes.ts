import type { Emulator } from "../../../emulator/index.ts";

/** The writes since the last call, without token exchanges. */
export function writes(emulator: Emulator): string[] {
  const made = emulator.requests
    .filter(({ method, path: where }) => method !== "GET" && where !== "/v1/oauth/token")
    .map(({ method, path: where }) => `${method} ${where.replace(/^\/v1\/organizations/, "")}`);
  emulator.clearRequests();
  return made;
}
