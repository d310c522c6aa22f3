import { codedAs, ErrorResponse } from "./errors.ts";
import type { Fault } from "./faults.ts";
import { jsonOut, type Outgoing } from "./responses.ts";

/** A request that a fault may affect. */
export interface Interruptible {
  /** Carries the request out. */
  execute: () => Outgoing;
  toOutgoing: (error: ErrorResponse) => Outgoing;
  /** The headers of every response of the API. */
  headers: Record<string, string>;
}

/** Carries a request out with a fault. Returns undefined if the connection is to be closed without a response. */
export function withFault(fault: Fault | undefined, request: Interruptible): Outgoing | undefined {
  const { execute, toOutgoing } = request;
  switch (fault?.kind) {
    case "refuse":
      return undefined;
    case "loseResponse":
      execute();
      return undefined;
    case "status":
      return statusOut(fault, request);
    case "statusAfter":
      return statusOut(fault, request, execute());
    case "html":
      return proxyPage(fault.status ?? 502);
    case "htmlAfter":
      execute();
      return proxyPage(fault.status ?? 200);
    case "cutJson": {
      const whole = execute();
      const text = whole.text.slice(0, Math.floor(whole.text.length / 2));
      return { status: 200, headers: { ...whole.headers, connection: "close" }, text };
    }
    case "rateLimit": {
      const message = fault.message ?? "This organization has reached its limit of Admin API requests";
      return toOutgoing(new ErrorResponse(429, message, { headers: retryAfter(fault) }));
    }
    // The server waits, and then answers as usual.
    case "slow":
    case "hang":
    case undefined:
      return execute();
  }
}

/** The response of `status` and `statusAfter`. `executed` is the response that the fault replaces. */
function statusOut(fault: Fault, { toOutgoing, headers }: Interruptible, executed?: Outgoing): Outgoing {
  const { errorCode: code, status = 500, body } = fault;
  if (body !== undefined) return jsonOut(status, body, { ...headers, ...retryAfter(fault) });
  const overrides = {
    ...(fault.errorType === undefined ? {} : { type: fault.errorType }),
    ...(fault.message === undefined ? {} : { message: fault.message }),
  };
  const error =
    code === undefined
      ? new ErrorResponse(status, fault.message ?? "Fault of the emulator", overrides)
      : codedAs(code, { ...overrides, details: createdDetails(code, executed) });
  const outgoing = toOutgoing(error);
  return { ...outgoing, headers: { ...outgoing.headers, ...retryAfter(fault) } };
}

/** The details of `workspace_created_incomplete`: the ID of the created workspace. */
function createdDetails(code: string, executed: Outgoing | undefined): Record<string, string> {
  if (code !== "workspace_created_incomplete" || executed?.status !== 200) return {};
  const { id } = JSON.parse(executed.text);
  return { workspace_id: id };
}

function retryAfter(fault: Fault): Record<string, string> {
  return fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
}

// A proxy sends no request ID and no organization ID.
function proxyPage(status: number): Outgoing {
  const text = `<html>\n<head><title>${status}</title></head>\n<body><center><h1>${status}</h1></center><hr><center>proxy</center></body>\n</html>\n`;
  return { status, headers: { "content-type": "text/html" }, text };
}
