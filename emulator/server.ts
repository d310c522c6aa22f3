import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Api, ApiRequest } from "./api.ts";
import type { Assumptions } from "./assumptions.ts";
import { bytesOf } from "./bodies.ts";
import { foreignCaller } from "./callers.ts";
import type { Clock } from "./clock.ts";
import { type Control, isControl } from "./control.ts";
import { codedAs, ErrorResponse, errorJson } from "./errors.ts";
import type { Fault, Faults } from "./faults.ts";
import { newId, prefixes } from "./ids.ts";
import { loggedBody, printable, type RequestLog } from "./requestLog.ts";

/** What the server needs to answer with. */
export interface Parts {
  readonly api: Api;
  readonly control: Control;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly assumptions: Assumptions;
  readonly log: RequestLog;
  readonly warn: (line: string) => void;
}

/** What goes out: a status, headers and a text, or nothing at all. */
interface Outgoing {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** HTTP around the emulated API: bytes, headers and faults. */
export function serve(parts: Parts): Server {
  // A client that keeps a connection for longer than the server does meets a broken one, and that would be no fault asked for.
  return createServer({ keepAliveTimeout: 300_000 }, (request, response) => {
    handle(parts, request, response).catch((problem: unknown) => {
      if (request.destroyed || response.headersSent) {
        response.destroy();
        return;
      }
      parts.warn(
        `Admin API emulator: it failed itself: ${problem instanceof Error ? problem.stack : String(problem)}`,
      );
      const failure = new ErrorResponse(500, "The emulator failed; see what it wrote to its standard error");
      send(response, parts.clock, errorOut(failure, newId(prefixes.request), parts.assumptions, {}));
    });
  });
}

async function handle(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { api, control, clock, faults, assumptions, log, warn } = parts;
  const method = request.method ?? "GET";
  const [path = "", query = ""] = split(request.url ?? "/");
  const foreign = foreignCaller(request.headers);
  if (foreign !== undefined) {
    warn(`Admin API emulator: refused ${method} ${printable(path)}: ${foreign}`);
    request.resume();
    const error = new ErrorResponse(403, `The emulator serves programs on this machine only: ${foreign}`);
    send(response, clock, errorOut(error, newId(prefixes.request), assumptions, {}));
    return;
  }
  const bytes = await bytesOf(request);
  const search = new URLSearchParams(query);
  if (isControl(path)) {
    const result = control.handle({ method, path, search, headers: request.headers, bytes });
    send(response, clock, jsonOut(result.status, result.body, {}));
    return;
  }

  const incoming: ApiRequest = { method, path, search, headers: request.headers, bytes };
  const requestId = newId(prefixes.request);
  const caller = api.caller(incoming);
  const organizationId = caller instanceof ErrorResponse ? undefined : caller.tenant.state.id;
  const fault = faults.take(method, path);
  const entry = log.open({
    at: clock.now(),
    method,
    path,
    query,
    requestId,
    organizationId,
    ...loggedBody(path, bytes),
    ...(fault === undefined ? {} : { fault: fault.kind }),
  });
  const headers: Record<string, string> = {
    "request-id": requestId,
    ...(organizationId === undefined ? {} : { "anthropic-organization-id": organizationId }),
  };
  const act = (): Outgoing => {
    const result = api.handle(incoming);
    return result instanceof ErrorResponse
      ? errorOut(result, requestId, assumptions, headers)
      : jsonOut(200, result, headers);
  };

  if (fault?.kind === "hang") return;
  if (fault?.kind === "slow") await pause(fault.delayMs ?? 0, undefined, { ref: false });
  const outgoing = withFault(
    fault,
    act,
    (error) => errorOut(error, requestId, assumptions, headers),
    headers,
  );
  if (outgoing === undefined) {
    request.socket.destroy();
    return;
  }
  entry.status = outgoing.status;
  send(response, clock, outgoing);
}

/** What goes out once the fault has had its way; undefined: the connection is closed without an answer. */
function withFault(
  fault: Fault | undefined,
  act: () => Outgoing,
  refused: (error: ErrorResponse) => Outgoing,
  headers: Record<string, string>,
): Outgoing | undefined {
  switch (fault?.kind) {
    case "refuse":
      return undefined;
    case "loseResponse":
      act();
      return undefined;
    case "status":
      return asked(fault, refused, headers);
    case "statusAfter":
      return asked(fault, refused, headers, act());
    case "html":
      return page(fault.status ?? 502);
    case "htmlAfter":
      act();
      return page(fault.status ?? 200);
    case "cutJson": {
      const whole = act();
      const text = whole.text.slice(0, Math.floor(whole.text.length / 2));
      return { status: 200, headers: { ...whole.headers, connection: "close" }, text };
    }
    case "rateLimit":
      return refused(
        new ErrorResponse(
          429,
          fault.message ?? "This organization has reached its limit of Admin API requests",
          {
            headers: waiting(fault),
          },
        ),
      );
    default:
      return act();
  }
}

function asked(
  fault: Fault,
  refused: (error: ErrorResponse) => Outgoing,
  headers: Record<string, string>,
  acted?: Outgoing,
): Outgoing {
  const { errorCode: code, status = 500, body } = fault;
  if (body !== undefined) return jsonOut(status, body, { ...headers, ...waiting(fault) });
  const overrides = {
    ...(fault.errorType === undefined ? {} : { type: fault.errorType }),
    ...(fault.message === undefined ? {} : { message: fault.message }),
  };
  const error =
    code === undefined
      ? new ErrorResponse(status, fault.message ?? "A fault was asked for here", overrides)
      : codedAs(code, { ...overrides, details: createdDetails(code, acted) });
  const outgoing = refused(error);
  return { ...outgoing, headers: { ...outgoing.headers, ...waiting(fault) } };
}

/** The error details of `workspace_created_incomplete`: the ID of the created workspace. */
function createdDetails(code: string, acted: Outgoing | undefined): Record<string, string> {
  if (code !== "workspace_created_incomplete" || acted?.status !== 200) return {};
  const { id } = JSON.parse(acted.text);
  return { workspace_id: id };
}

function waiting(fault: Fault): Record<string, string> {
  return fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
}

// A proxy knows nothing of request IDs and organizations.
function page(status: number): Outgoing {
  const text = `<html>\n<head><title>${status}</title></head>\n<body><center><h1>${status}</h1></center><hr><center>proxy</center></body>\n</html>\n`;
  return { status, headers: { "content-type": "text/html" }, text };
}

function jsonOut(status: number, body: unknown, headers: Record<string, string>): Outgoing {
  return { status, headers: { "content-type": "application/json", ...headers }, text: JSON.stringify(body) };
}

function errorOut(
  error: ErrorResponse,
  requestId: string,
  assumptions: Assumptions,
  headers: Record<string, string>,
): Outgoing {
  const { status } = error;
  const again = status === 429 || status === 409 || status >= 500;
  return jsonOut(status, errorJson(error, requestId), {
    ...headers,
    ...error.headers,
    ...(assumptions.shouldRetryHeader ? { "x-should-retry": String(again) } : {}),
  });
}

function send(response: ServerResponse, clock: Clock, { status, headers, text }: Outgoing): void {
  response.sendDate = false;
  response.writeHead(status, {
    date: clock.now().toUTCString(),
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function split(url: string): [string, string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}
