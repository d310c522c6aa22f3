import { statusOf } from "./errors.ts";

/** The kind of a fault. docs/emulator.md lists what each kind does. */
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

interface FaultEffect {
  /** Whether the request takes effect. */
  readonly takesEffect: boolean;
  /** The response that the client gets. */
  readonly response: string;
  /** The fields of the fault that apply to the kind. */
  readonly parameters: readonly (keyof Fault)[];
}

const errorParameters = ["status", "errorCode", "errorType", "message", "retryAfter", "body"] as const;

/** The effect of each kind of fault. The table in docs/emulator.md is generated from it. */
export const faultEffects: Readonly<Record<FaultKind, FaultEffect>> = {
  refuse: { takesEffect: false, response: "None: the connection is closed.", parameters: [] },
  loseResponse: { takesEffect: true, response: "None: the connection is closed.", parameters: [] },
  status: { takesEffect: false, response: "An error.", parameters: errorParameters },
  statusAfter: { takesEffect: true, response: "An error.", parameters: errorParameters },
  slow: {
    takesEffect: true,
    response: "The usual one. The request takes effect after `delayMs`.",
    parameters: ["delayMs"],
  },
  html: {
    takesEffect: false,
    response: "The HTML page of a proxy, with status 502.",
    parameters: ["status"],
  },
  htmlAfter: {
    takesEffect: true,
    response: "The HTML page of a proxy, with status 200.",
    parameters: ["status"],
  },
  cutJson: { takesEffect: true, response: "Status 200 and the first half of the JSON.", parameters: [] },
  rateLimit: { takesEffect: false, response: "Status 429.", parameters: ["message", "retryAfter"] },
  hang: { takesEffect: false, response: "None: the connection stays open.", parameters: [] },
};

/** Every kind of fault. */
export const faultKinds = Object.keys(faultEffects) as FaultKind[];

/** A fault, which applies to matching requests. */
export interface Fault {
  /** The kind of fault. */
  kind: FaultKind;
  /** The method of the requests. Every method by default. */
  method?: string;
  /** The path of the requests; `*` matches within one segment. Every path by default. */
  path?: string | RegExp;
  /** The number of requests to which the fault applies; 1 by default. */
  times?: number;
  /** The number of matching requests before the first one to which it applies; 0 by default. */
  after?: number;
  /** The HTTP status. By default that of `errorCode` or the kind, else 500. */
  status?: number;
  /** The `error_code` of the response, with its documented status, type and message. An unknown code is rejected. */
  errorCode?: string;
  /** The `type` of the error. That of the status by default. */
  errorType?: string;
  /** The message of the error. */
  message?: string;
  /** The value of the header `retry-after`, in seconds. No header by default. */
  retryAfter?: number;
  /** The delay of `slow`, in milliseconds; 0 by default. */
  delayMs?: number;
  /** The JSON body of the response, instead of an error. */
  body?: unknown;
}

interface Active {
  readonly fault: Fault;
  left: number;
  toPass: number;
}

/** The active faults, in the order in which they were added. */
export class Faults {
  #active: Active[] = [];

  add(fault: Fault): void {
    if (!faultKinds.includes(fault.kind)) {
      throw new TypeError(
        `There is no fault "${fault.kind}". \`kind\` must be one of ${faultKinds.join(", ")}.`,
      );
    }
    checkCode(fault);
    this.#active.push({ fault, left: fault.times ?? 1, toPass: fault.after ?? 0 });
  }

  clear(): void {
    this.#active = [];
  }

  /** The active faults with what is left of `times` and `after`. */
  list(): readonly Fault[] {
    return this.#active.map(({ fault, left, toPass }) => ({ ...fault, times: left, after: toPass }));
  }

  /** The fault that applies to a request. It counts as applied once. */
  take(method: string, path: string): Fault | undefined {
    for (const active of this.#active) {
      if (!matches(active.fault, method, path)) continue;
      if (active.toPass > 0) {
        active.toPass -= 1;
        continue;
      }
      active.left -= 1;
      if (active.left <= 0) this.#active = this.#active.filter((other) => other !== active);
      return active.fault;
    }
    return undefined;
  }
}

/** Rejects a response that the API never sends: a test with it would prove nothing. */
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
  // With the flags g and y, `test` would start where the last match ended.
  return new RegExp(fault.path.source, fault.path.flags.replace(/[gy]/g, "")).test(path);
}

function wildcard(path: string): RegExp {
  const literal = path.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", "[^/]*")}$`);
}
