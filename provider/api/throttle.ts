/** Options of a throttle. */
export interface ThrottleOptions {
  /** Maximum requests in one window. */
  readonly limit: number;
  /** The length of the window. Default: a minute. */
  readonly windowMs?: number;
  /** For messages: `requests`, `per minute`. */
  readonly what?: string;
  readonly per?: string;
  /** Shows a message to the user. */
  readonly notify: (line: string) => void;
  /** The shortest wait that is reported. */
  readonly longWaitMs?: number;
  /** The shortest time between two messages about waiting. */
  readonly notifyEveryMs?: number;
  /** Factor for our own pauses, which tests lower. */
  readonly pace?: number;
}

/**
 * Keeps a process below a rate limit that it shares with other clients. It is a sliding window, as the API is assumed
 * to count: a small `up` does not wait, and requests above the limit wait in order. After a 429, other clients use the
 * limit too: all requests wait as long as the API demands, and then are sent evenly spaced at a lower rate, since a burst
 * would be rejected again.
 */
export class Throttle {
  readonly #configured: number;
  readonly #windowMs: number;
  readonly #what: string;
  readonly #per: string;
  readonly #notify: (line: string) => void;
  readonly #longWaitMs: number;
  readonly #notifyEveryMs: number;
  readonly #pace: number;

  #limit: number;
  readonly #sent: number[] = [];
  readonly #waiting: { readonly since: number; readonly go: (waitedMs: number) => void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pushedBackAt = Number.NEGATIVE_INFINITY;
  #pushbacks = 0;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  #released = false;

  constructor(options: ThrottleOptions) {
    this.#configured = Math.max(1, Math.floor(options.limit));
    this.#limit = this.#configured;
    this.#windowMs = options.windowMs ?? 60_000;
    this.#what = options.what ?? "requests";
    this.#per = options.per ?? "per minute";
    this.#notify = options.notify;
    this.#longWaitMs = options.longWaitMs ?? 10_000;
    this.#notifyEveryMs = options.notifyEveryMs ?? 60_000;
    this.#pace = options.pace ?? 1;
  }

  /** The current maximum of requests in one window. */
  get limit(): number {
    return this.#limit;
  }

  /** Resolves when the caller may send, with the time waited in milliseconds. */
  pass(): Promise<number> {
    return new Promise((go) => {
      this.#waiting.push({ since: performance.now(), go });
      this.#advance();
    });
  }

  /**
   * Records a 429 for a request that was sent at `sentAt`. Several of them for concurrent requests count as one.
   */
  pushedBack(sentAt: number, retryAfterMs: number | undefined): void {
    const now = performance.now();
    const together = sentAt <= this.#pushedBackAt;
    if (!together) {
      this.#pushedBackAt = now;
      this.#pushbacks += 1;
    }
    // Without `retry-after`: 1, 2, 4 ... 60 seconds, plus or minus a quarter so that processes do not stay in step.
    const pause = Math.min(60_000, 1000 * 2 ** (this.#pushbacks - 1)) * this.#pace;
    const backoff = pause * (0.75 + Math.random() / 2);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + (retryAfterMs ?? backoff));
    const lower = Math.max(Math.ceil(this.#configured / 8), Math.floor(this.#limit * 0.75));
    if (!together && lower < this.#limit) {
      this.#limit = lower;
      this.#notify(
        `The Admin API's rate limit, which all clients of the organization share, was exceeded. Continuing with ${this.#limit} ${this.#what} ${this.#per}.`,
      );
    }
    this.#advance();
  }

  /** Records a request that was not throttled: the next 429 starts with a short pause again. */
  accepted(): void {
    this.#pushbacks = 0;
  }

  /** Lets all waiting callers continue, since no further request is sent. */
  release(): void {
    this.#released = true;
    this.#advance();
  }

  #advance(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (let head = this.#waiting[0]; head !== undefined; head = this.#waiting[0]) {
      const now = performance.now();
      const next = this.#released ? now : this.#nextTurn(now);
      if (next > now) {
        this.#wait(now, next, head.since);
        return;
      }
      this.#waiting.shift();
      this.#sent.push(now);
      head.go(now - head.since);
    }
  }

  #nextTurn(now: number): number {
    const quietFor = now - this.#pushedBackAt;
    if (quietFor > 5 * this.#windowMs) this.#limit = this.#configured;

    while ((this.#sent[0] ?? now) <= now - this.#windowMs) this.#sent.shift();
    let turn = Math.max(now, this.#pausedUntil);
    const slot = this.#sent[this.#sent.length - this.#limit];
    if (slot !== undefined) turn = Math.max(turn, slot + this.#windowMs);
    const last = this.#sent.at(-1);
    if (this.#limit < this.#configured && last !== undefined) {
      turn = Math.max(turn, last + this.#windowMs / this.#limit);
    }
    return turn;
  }

  #wait(now: number, next: number, since: number): void {
    const long = next - since >= this.#longWaitMs;
    if (long && now - this.#notifiedAt >= this.#notifyEveryMs) {
      this.#notifiedAt = now;
      const seconds = Math.ceil((next - now) / 1000);
      this.#notify(
        `Waiting for the Admin API's rate limit (${this.#limit} ${this.#what} ${this.#per}): ${this.#waiting.length} waiting, next in ${seconds} s.`,
      );
    }
    const notifyAgain = long ? this.#notifiedAt + this.#notifyEveryMs : Number.POSITIVE_INFINITY;
    // Not unref'd, since the process must not end while a caller waits.
    this.#timer = setTimeout(
      () => this.#advance(),
      Math.max(1, Math.ceil(Math.min(next, notifyAgain) - now)),
    );
  }
}
