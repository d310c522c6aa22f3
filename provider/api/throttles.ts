import type { ClientOptions } from "./clientOptions.ts";
import { isInvitation, isSpendLimit } from "./request.ts";
import { Throttle } from "./throttle.ts";

/** The API allows 60 requests per minute for spend limits, and 100 for all endpoints together. */
const spendLimitShare = 0.6;

/** The rate limits that apply to one request. */
export interface RequestThrottle {
  /** Waits until the request may be sent. */
  pass(): Promise<unknown>;
  accepted(): void;
  pushedBack(sentAt: number, retryAfterMs: number | undefined): void;
}

/** The rate limits of the API. Invitations have a separate limit, and spend limits have an additional one. */
export class Throttles {
  readonly #requests: Throttle;
  readonly #invitations: Throttle;
  readonly #spendLimits: Throttle;

  constructor({ requestsPerMinute, invitesPerHour, notify, pace = 1 }: ClientOptions) {
    this.#requests = new Throttle({ limit: requestsPerMinute, notify, pace });
    this.#invitations = new Throttle({
      limit: invitesPerHour ?? 1200,
      windowMs: 3_600_000,
      what: "invitations",
      per: "per hour",
      notify,
      pace,
    });
    this.#spendLimits = new Throttle({
      limit: requestsPerMinute * spendLimitShare,
      what: "spend limit requests",
      notify,
      pace,
    });
  }

  of(request: { readonly method: string; readonly path: string }): RequestThrottle {
    if (isInvitation(request)) return this.#invitations;
    const general = this.#requests;
    if (!isSpendLimit(request)) return general;
    const own = this.#spendLimits;
    return {
      async pass() {
        await own.pass();
        await general.pass();
      },
      accepted() {
        own.accepted();
        general.accepted();
      },
      // Its own limit is the lower one.
      pushedBack: (sentAt, retryAfterMs) => own.pushedBack(sentAt, retryAfterMs),
    };
  }

  /** Lets every waiting and later request pass at once. */
  release(): void {
    for (const throttle of [this.#requests, this.#invitations, this.#spendLimits]) throttle.release();
  }
}
