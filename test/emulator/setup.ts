import { onTestFinished } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.ts";

/** The warnings of an emulator. */
export const warnings = new WeakMap<Emulator, string[]>();

/** Starts an emulator for one test, by default without a rate limit. */
export async function emulate(options: EmulatorOptions = {}): Promise<Emulator> {
  const lines: string[] = [];
  const emulator = await startEmulator({
    requestsPerMinute: "unlimited",
    warn: (line) => lines.push(line),
    ...options,
  });
  warnings.set(emulator, lines);
  onTestFinished(() => emulator.stop());
  return emulator;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface RequestParts {
  body?: unknown;
  /** The bytes of the body, instead of `body` as JSON. */
  raw?: string | Uint8Array<ArrayBuffer>;
  /** Headers to add to the default ones, or with null to remove from them. */
  headers?: Record<string, string | null>;
}

/** Sends a request over HTTP: `send(emulator, "POST /v1/organizations/invites", { body })`. */
export async function send(
  emulator: Emulator,
  what: string,
  sending: RequestParts = {},
): Promise<HttpResponse> {
  const [method = "GET", path = "/"] = what.split(" ");
  const payload = sending.raw ?? (sending.body === undefined ? undefined : JSON.stringify(sending.body));
  const usual: Record<string, string | null> = {
    "x-api-key": emulator.adminKey,
    "anthropic-version": "2026-10-21",
    ...(payload === undefined ? {} : { "content-type": "application/json" }),
    ...sending.headers,
  };
  const headers = new Headers();
  for (const [name, value] of Object.entries(usual)) if (value !== null) headers.set(name, value);
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers,
    ...(payload === undefined ? {} : { body: payload }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

/** Sends a request to a control route. */
export function control(emulator: Emulator, what: string, body?: unknown): Promise<HttpResponse> {
  const headers = { "x-api-key": null, "anthropic-version": null };
  return send(emulator, what, body === undefined ? { headers } : { headers, body });
}

/** The parts of an error response. */
export function errorOf(response: HttpResponse): {
  status: number;
  type: unknown;
  code: unknown;
  message: string;
} {
  const error = part(response.body, "error");
  return {
    status: response.status,
    type: part(error, "type"),
    code: part(part(error, "details"), "error_code"),
    message: String(part(error, "message")),
  };
}

/** A field of an unknown value. */
export function part(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** A field of each object in the list of a response. */
export function column(response: HttpResponse, name: string): unknown[] {
  const data = part(response.body, "data");
  return Array.isArray(data) ? data.map((item) => part(item, name)) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
