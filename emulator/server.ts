import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Api, ApiRequest } from "./api.ts";
import type { Assumptions } from "./assumptions.ts";
import { bytesOf } from "./bodies.ts";
import { foreignCaller } from "./callers.ts";
import type { Clock } from "./clock.ts";
import { type Control, isControl } from "./control/index.ts";
import { ErrorResponse } from "./errors.ts";
import type { Faults } from "./faults.ts";
import { newId, prefixes } from "./ids.ts";
import { loggedBody, printable, type RequestLog } from "./requestLog.ts";
import { errorOut, jsonOut, type Outgoing, send } from "./responses.ts";
import { withFault } from "./withFault.ts";

/** The parts of the emulator that the server connects. */
export interface Parts {
  readonly api: Api;
  readonly control: Control;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly assumptions: Assumptions;
  readonly log: RequestLog;
  readonly warn: (line: string) => void;
  /** Stores what a request may have changed, before its response. Returns the error response if that failed. */
  readonly save: () => ErrorResponse | undefined;
}

/** The HTTP server of the emulated API and its control routes. It applies the faults. */
export function serve(parts: Parts): Server {
  // A client that keeps a connection longer than the server would get a connection error that no fault caused.
  return createServer({ keepAliveTimeout: 300_000 }, (request, response) => {
    handle(parts, request, response).catch((problem: unknown) => {
      if (request.socket.destroyed || response.headersSent) {
        response.destroy();
        return;
      }
      parts.warn(
        `Admin API emulator: internal error: ${problem instanceof Error ? problem.stack : String(problem)}`,
      );
      const failure = new ErrorResponse(500, "The emulator failed. Its output shows why.");
      send(response, parts.clock, errorOut(failure, newId(prefixes.request), parts.assumptions, {}));
    });
  });
}

async function handle(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { api, control, clock, faults, assumptions, log, warn, save } = parts;
  const method = request.method ?? "GET";
  const [path = "", query = ""] = split(request.url ?? "/");
  const foreign = foreignCaller(request.headers);
  if (foreign !== undefined) {
    warn(`Admin API emulator: rejected ${method} ${printable(path)}: ${foreign}`);
    request.resume();
    const error = new ErrorResponse(403, `The emulator serves only programs on this machine: ${foreign}`);
    send(response, clock, errorOut(error, newId(prefixes.request), assumptions, {}));
    return;
  }
  const bytes = await bytesOf(request);
  const search = new URLSearchParams(query);
  if (isControl(path)) {
    const result = control.handle({ method, path, search, headers: request.headers, bytes });
    const failure = method !== "GET" && result.status === 200 ? save() : undefined;
    const { status, body } =
      failure === undefined ? result : { status: failure.status, body: { error: failure.message } };
    send(response, clock, jsonOut(status, body, {}));
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
  const toOutgoing = (error: ErrorResponse): Outgoing => errorOut(error, requestId, assumptions, headers);
  const execute = (): Outgoing => {
    const result = api.handle(incoming);
    if (result instanceof ErrorResponse) return toOutgoing(result);
    const failure = method === "GET" ? undefined : save();
    return failure === undefined ? jsonOut(200, result, headers) : toOutgoing(failure);
  };

  if (fault?.kind === "hang") return;
  if (fault?.kind === "slow") await pause(fault.delayMs ?? 0, undefined, { ref: false });
  const outgoing = withFault(fault, { execute, toOutgoing, headers });
  if (outgoing === undefined) {
    request.socket.destroy();
    return;
  }
  entry.status = outgoing.status;
  send(response, clock, outgoing);
}

function split(url: string): [string, string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}
