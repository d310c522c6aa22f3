import { statusOf } from "./errors.ts";

/** What goes wrong. docs/emulator.md says what each kind does to the request and the response. */
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
  /** Whether the request changes the organization. */
  readonly takesEffect: boolean;
  /** What the client gets. */
  readonly response: string;
  /** The parameters of the fault that the kind uses. */
  readonly parameters: readonly (keyof Fault)[];
}

const errorParameters = ["status", "errorCode", "errorType", "message", "retryAfter", "body"] as const;

/** What each kind of fault does. The table in docs/emulator.md is made from it. */
export const faultEffects: Readonly<Record<FaultKind, FaultEffect>> = {
  refuse: { takesEffect: false, response: "None: the connection is closed.", parameters: [] },
  loseResponse: { takesEffect: true, response: "None: the connection is closed.", parameters: [] },
  status: { takesEffect: false, response: "An error.", parameters: errorParameters },
  statusAfter: { takesEffect: true, response: "An error.", parameters: errorParameters },
  slow: { takesEffect: true, response: "The usual one, after `delayMs`.", parameters: ["delayMs"] },
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

/** One fault, for the requests that it matches. */
export interface Fault {
  /** What goes wrong. */
  kind: FaultKind;
  /** Only requests with this method; any when absent. */
  method?: string;
  /** Only requests with this path: exact, `*` for anything within one segment, or a pattern. Any when absent. */
  path?: string | RegExp;
  /** How many matching requests meet the fault: 1 by default. */
  times?: number;
  /** How many matching requests pass first: none by default. */
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
    if (!faultKinds.includes(fault.kind)) {
      throw new TypeError(`There is no fault "${fault.kind}"; there are ${faultKinds.join(", ")}.`);
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
