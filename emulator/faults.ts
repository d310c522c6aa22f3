import { statusOf } from "./errors.ts";
import {
  anything,
  type Check,
  fields,
  number,
  oneOf,
  optional,
  text,
  ValidationError,
} from "./validation.ts";

/**
 * What goes wrong. `refuse` closes the connection before the request has any effect, `loseResponse` after it, without an
 * answer. `status` answers an error without any effect, `statusAfter` after it. `slow` waits `delayMs` and then goes on
 * as usual. `html` answers a proxy's page (502 unless told otherwise) without any effect, `htmlAfter` after it (200
 * unless told otherwise). `cutJson` acts and then answers 200 with half of the JSON. `rateLimit` answers 429, with
 * `retry-after` when told. `hang` never answers and has no effect.
 */
export type FaultKind =
  | "refuse"
  | "loseResponse"
  | "status"
  | "statusAfter"
  | "slow"
  | "html"
  | "htmlAfter"
  | "cutJson"
  | "rateLimit"
  | "hang";

const kinds: readonly FaultKind[] = [
  "refuse",
  "loseResponse",
  "status",
  "statusAfter",
  "slow",
  "html",
  "htmlAfter",
  "cutJson",
  "rateLimit",
  "hang",
];

/** One thing that goes wrong, for the requests it matches. */
export interface Fault {
  /** What goes wrong. */
  kind: FaultKind;
  /** Only requests with this method; any when absent. */
  method?: string;
  /** Only requests with this path: exact, `*` for anything within one segment, or a pattern. Any when absent. */
  path?: string | RegExp;
  /** How many matching requests meet the fault: 1 unless told otherwise. */
  times?: number;
  /** How many matching requests pass first: none unless told otherwise. */
  after?: number;
  /** The status of `status`, `statusAfter`, `html` and `htmlAfter`; 500 for the first two unless a code says otherwise. */
  status?: number;
  /** The `error_code` of the response, with its documented status, type and message. An unknown code is rejected. */
  errorCode?: string;
  /** The `type` of the error, when it is not the status's own. */
  errorType?: string;
  /** The error's message. */
  message?: string;
  /** The `retry-after` of `rateLimit`, `status` and `statusAfter`, in seconds; absent: no such header. */
  retryAfter?: number;
  /** How long `slow` waits. */
  delayMs?: number;
  /** With `status` and `statusAfter`: the exact JSON body to answer. */
  body?: unknown;
}

interface Armed {
  readonly fault: Fault;
  left: number;
  toPass: number;
}

/** The faults in waiting, the first added asked first. */
export class Faults {
  #armed: Armed[] = [];

  add(fault: Fault): void {
    if (!kinds.includes(fault.kind)) {
      throw new TypeError(`There is no fault "${fault.kind}"; there are ${kinds.join(", ")}.`);
    }
    checkCode(fault);
    this.#armed.push({ fault, left: fault.times ?? 1, toPass: fault.after ?? 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The faults that still have something to do. */
  list(): readonly Fault[] {
    return this.#armed.map(({ fault, left, toPass }) => ({ ...fault, times: left, after: toPass }));
  }

  /** The fault that this request meets, which is then used up by one. */
  take(method: string, path: string): Fault | undefined {
    for (const armed of this.#armed) {
      if (!matches(armed.fault, method, path)) continue;
      if (armed.toPass > 0) {
        armed.toPass -= 1;
        continue;
      }
      armed.left -= 1;
      if (armed.left <= 0) this.#armed = this.#armed.filter((other) => other !== armed);
      return armed.fault;
    }
    return undefined;
  }
}

/** Rejects a response that the API never sends, which would prove nothing. `body` accepts any response. */
function checkCode({ errorCode: code, status }: Fault): void {
  if (code === undefined) return;
  const documented = statusOf(code);
  if (documented === undefined) {
    throw new TypeError(`The API has no error code "${code}". Pass the exact response as \`body\`.`);
  }
  if (status !== undefined && status !== documented) {
    throw new TypeError(`The status of "${code}" is ${documented}, not ${status}. Omit \`status\`.`);
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  if (fault.path === undefined) return true;
  if (typeof fault.path === "string") return wildcard(fault.path).test(path);
  // A pattern with the g or y flag would remember where it stopped.
  return new RegExp(fault.path.source, fault.path.flags.replace(/[gy]/g, "")).test(path);
}

function wildcard(path: string): RegExp {
  const literal = path.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", "[^/]*")}$`);
}

/** A fault as JSON; a regular expression comes as `pathPattern`. */
export const faultCheck: Check<Fault> = (value, path) => {
  const { pathPattern, ...given } = fields({
    kind: oneOf(...kinds),
    method: optional(oneOf("GET", "POST", "DELETE")),
    path: optional(text({ min: 1 })),
    pathPattern: optional(text({ min: 1 })),
    times: optional(number({ min: 1, integer: true })),
    after: optional(number({ min: 0, integer: true })),
    status: optional(number({ min: 200, integer: true })),
    errorCode: optional(text({ min: 1 })),
    errorType: optional(text({ min: 1 })),
    message: optional(text()),
    retryAfter: optional(number({ min: 0 })),
    delayMs: optional(number({ min: 0 })),
    body: anything,
  })(value, path);
  const { kind, ...rest } = given;
  return {
    kind,
    ...Object.fromEntries(Object.entries(rest).filter(([, part]) => part !== undefined)),
    ...(pathPattern === undefined ? {} : { path: pattern(pathPattern) }),
  };
};

function pattern(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new ValidationError("pathPattern", "Input should be a valid regular expression");
  }
}
