import { afterEach } from "vitest";
import type { Emulator, EmulatorOptions, LoggedRequest } from "../../../emulator/index.ts";
import { startEmulator } from "../../../emulator/index.ts";
import { ApiError } from "../../../provider/api/apiError.ts";
import { Client } from "../../../provider/api/client.ts";
import type { ClientOptions } from "../../../provider/api/clientOptions.ts";
import type { Credential } from "../../../provider/api/credential.ts";
import { resolveCredential } from "../../../provider/api/credentials.ts";
import { WorkspaceWire } from "../../../provider/api/objects.ts";

const running: Emulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.stop()));
});

/** An emulator that is stopped after the test, without a rate limit by default. */
export async function emulate(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ requestsPerMinute: "unlimited", ...options });
  running.push(emulator);
  return emulator;
}

export function credentialOf(emulator: Emulator): Credential {
  return resolveCredential({ env: { ANTHROPIC_ADMIN_KEY: emulator.adminKey } });
}

/** A client with short pauses that records its messages. */
export function clientOf(
  emulator: Emulator,
  options: Partial<ClientOptions> = {},
): { client: Client; notices: string[] } {
  const notices: string[] = [];
  const client = new Client({
    baseUrl: new URL(emulator.url),
    credential: () => credentialOf(emulator),
    requestsPerMinute: 100_000,
    notify: (line) => notices.push(line),
    ...options,
    timeouts: { pause: 10, ...options.timeouts },
  });
  return { client, notices };
}

export function sent(emulator: Emulator, method: string, path: string): readonly LoggedRequest[] {
  return emulator.requests.filter((request) => request.method === method && request.path === path);
}

/** The `ApiError` with which a promise rejects. */
export async function failure(doing: Promise<unknown>): Promise<ApiError> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

export function createWorkspace(client: Client, name: string, more: Record<string, unknown> = {}) {
  return client.request({
    method: "POST",
    path: "/v1/organizations/workspaces",
    body: { name, ...more },
    schema: WorkspaceWire,
    doing: `create workspace "${name}"`,
  });
}
