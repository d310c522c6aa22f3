import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Emulator } from "../../emulator/index.ts";

/** The parts of a body that tests read. The rest stays as it is. */
interface JsonBody {
  readonly data?: readonly Record<string, unknown>[] | undefined;
  readonly status?: unknown;
  readonly [name: string]: unknown;
}

/** A response of the emulator, which a test may change. */
export interface Passing {
  readonly method: string;
  /** Without `/v1/organizations`. */
  readonly path: string;
  /** The names of headers are in lower case. */
  readonly headers: Record<string, string>;
  status: number;
  /** The response is lost. */
  held: boolean;
  /** Undefined for an empty response. */
  body: JsonBody | undefined;
}

/** Removes the entries of a list that a test hides. */
export function hide(passing: Passing, hidden: (entry: Record<string, unknown>) => boolean): void {
  passing.body = { ...passing.body, data: passing.body?.data?.filter((entry) => !hidden(entry)) };
}

/** Responds with 404. */
export function notFound(passing: Passing): void {
  passing.status = 404;
  passing.body = { type: "error", error: { type: "not_found_error", message: "Not found" } };
}

/** Whether the response is a list. */
export function isList({ method, body }: Passing): boolean {
  return method === "GET" && Array.isArray(body?.data);
}

/**
 * An API that returns no objects: every list is empty and every GET of an object returns 404, except `/me`.
 */
export function dark(passing: Passing): void {
  if (passing.method !== "GET" || passing.path === "/me") return;
  if (isList(passing)) hide(passing, () => true);
  else notFound(passing);
}

/**
 * Starts a proxy in front of the emulator and returns its address. `change` gets every response, after the request took effect.
 */
export async function proxyOf(emulator: Emulator, change: (passing: Passing) => void): Promise<string> {
  const server = createServer(async (request, response) => {
    const sent = await bytesOf(request);
    const url = new URL(request.url ?? "/", emulator.url);
    const method = request.method ?? "GET";
    const upstream = await fetch(url, {
      method,
      headers: passed(request),
      ...(sent.length > 0 ? { body: sent } : {}),
    });
    const text = await upstream.text();
    const passing: Passing = {
      method,
      path: url.pathname.replace("/v1/organizations", ""),
      headers: Object.fromEntries(
        [...upstream.headers].filter(
          ([name]) => !["connection", "keep-alive", "content-length", "transfer-encoding"].includes(name),
        ),
      ),
      status: upstream.status,
      held: false,
      body: text === "" ? undefined : JSON.parse(text),
    };
    change(passing);
    if (passing.held) return;
    response.writeHead(passing.status, passing.headers).end(JSON.stringify(passing.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function passed(request: IncomingMessage): Record<string, string> {
  const own = ["host", "connection", "content-length", "accept-encoding"];
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === "string" && !own.includes(name) ? [[name, value]] : [],
    ),
  );
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
