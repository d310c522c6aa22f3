import type { Fault } from "../../../emulator/index.ts";

/** A fault of a request, with a name that completes "when ...". Vitest cuts names after 40 characters. */
export interface FaultCase {
  readonly name: string;
  readonly fault: Omit<Fault, "method" | "path" | "times" | "after">;
}

/** The write takes effect, and its response is lost or unusable. */
export const lostAfterWrite: readonly FaultCase[] = [
  { name: "the connection breaks after the write", fault: { kind: "loseResponse" } },
  { name: "the API answers 500 after the write", fault: { kind: "statusAfter", status: 500 } },
  { name: "the API answers 503 after the write", fault: { kind: "statusAfter", status: 503 } },
  { name: "the API answers 529 after the write", fault: { kind: "statusAfter", status: 529 } },
  { name: "a proxy answers 200 after the write", fault: { kind: "htmlAfter" } },
  { name: "a proxy answers 502 after the write", fault: { kind: "htmlAfter", status: 502 } },
  { name: "a proxy answers 504 after the write", fault: { kind: "htmlAfter", status: 504 } },
  { name: "the JSON of the response is cut", fault: { kind: "cutJson" } },
  {
    name: "the response has an unknown shape",
    fault: { kind: "statusAfter", status: 200, body: { ok: true } },
  },
];

/** The write does not take effect, and the outcome is unknown to the client. */
export const lostBeforeWrite: readonly FaultCase[] = [
  { name: "the connection breaks before the write", fault: { kind: "refuse" } },
  { name: "the API answers 500 before the write", fault: { kind: "status", status: 500 } },
  { name: "the API answers 503 before the write", fault: { kind: "status", status: 503 } },
  { name: "a proxy answers 502 before the write", fault: { kind: "html" } },
  { name: "a proxy answers 200 before the write", fault: { kind: "html", status: 200 } },
];

/** The write does not take effect, and the client knows it. */
export const rateLimits: readonly FaultCase[] = [
  { name: "the API answers 429 with retry-after", fault: { kind: "rateLimit", retryAfter: 0.05 } },
  { name: "the API answers 429 without retry-after", fault: { kind: "rateLimit" } },
];

/** Everything that can happen to one write without an explanation from the API. */
export const writeFaults: readonly FaultCase[] = [
  ...lostAfterWrite,
  ...lostBeforeWrite,
  ...rateLimits,
  { name: "the response is slow", fault: { kind: "slow", delayMs: 20 } },
];

/** An error with a code that is newer than this package. */
export const unknownCode = {
  type: "error",
  error: {
    type: "invalid_request_error",
    message: "Not today",
    details: { error_code: "never_heard_of_it" },
  },
  request_id: "req_01",
};

/** The API rejects the write, or its response says nothing about it. Nothing is written. */
export const rejections: readonly FaultCase[] = [
  {
    name: "the API rejects a field",
    fault: { kind: "status", status: 400, message: "role: Input should be a fruit" },
  },
  ...[402, 403, 404, 409, 413, 418, 422, 300].map((status) => ({
    name: `the API answers ${status}`,
    fault: { kind: "status", status } as const,
  })),
  ...["organization_on_hold", "sandbox_egress_restricted", "email_domain_not_allowed"].map((errorCode) => ({
    name: `the code is ${errorCode}`,
    fault: { kind: "status", errorCode } as const,
  })),
  { name: "the API answers an unknown code", fault: { kind: "status", status: 400, body: unknownCode } },
  ...[{}, [], { type: "invite", id: 7 }, { type: "user" }].map((body) => ({
    name: `the body is ${JSON.stringify(body)}`,
    fault: { kind: "status", status: 200, body } as const,
  })),
];

/** The response to a request for a list is not a whole list. */
export const listFaults: readonly FaultCase[] = [
  { name: "the connection breaks", fault: { kind: "refuse" } },
  ...[401, 403, 404, 500].map((status) => ({
    name: `the API answers ${status}`,
    fault: { kind: "status", status } as const,
  })),
  { name: "a proxy answers 200 with HTML", fault: { kind: "html", status: 200 } },
  { name: "a proxy answers 404 with HTML", fault: { kind: "html", status: 404 } },
  { name: "the JSON is cut", fault: { kind: "cutJson" } },
  { name: "the list lacks `has_more`", fault: { kind: "status", status: 200, body: { data: [] } } },
  {
    name: "the list has a next page and no items",
    fault: {
      kind: "status",
      status: 200,
      body: { data: [], has_more: true, first_id: null, last_id: null },
    },
  },
  {
    name: "an item lacks required fields",
    fault: { kind: "status", status: 200, body: { data: [{ id: "user_01x" }], has_more: false } },
  },
  { name: "the list is an array", fault: { kind: "status", status: 200, body: [] } },
];
