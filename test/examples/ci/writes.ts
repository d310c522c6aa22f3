import type { Emulator } from "../../../emulator/index.ts";

/** What was written since the last call; a token that was exchanged is no write. */
export function writes(emulator: Emulator): string[] {
  const made = emulator.requests
    .filter(({ method, path: where }) => method !== "GET" && where !== "/v1/oauth/token")
    .map(({ method, path: where }) => `${method} ${where.replace(/^\/v1\/organizations/, "")}`);
  emulator.clearRequests();
  return made;
}
