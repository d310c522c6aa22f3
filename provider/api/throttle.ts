/** What a throttle must know. */
export interface ThrottleOptions {
  /** How many may go in one window. */
  readonly limit: number;
  /** The length of the window; a minute unless said otherwise. */
  readonly windowMs?: number;
  /** For the lines it says: `requests`, `a minute`. */
  readonly what?: string;
  readonly per?: string;
  readonly say: (line: string) => void;
  /** A wait of this length is worth a line. */
  readonly longWaitMs?: number;
  /** At most one line about waiting in this time. */
  readonly sayEveryMs?: number;
  /** How long our own pauses are, beside the usual: tests hurry. */
  readonly pace?: number;
}

/**
 * Keeps a process under a limit that it shares with others. Alone it is a sliding window, the same way the API is
 * believed to count: a small `up` runs at once, and only who really has more than the limit waits, first come first
 * served. Once the API has pushed back, others are there: everybody waits as long as the API asked, and then requests
 * go evenly spaced at a lower rate, since a burst would only be pushed back again.
 */
export class Throttle {
  readonly #configured: number;
  readonly #windowMs: number;
  readonly #what: string;
  readonly #per: string;
  readonly #say: (line: string) => void;
  readonly #longWaitMs: number;
  readonly #sayEveryMs: number;
  readonly #pace: number;

  #limit: number;
  readonly #sent: number[] = [];
  readonly #waiting: { readonly minFreshness: number; readonly go: (waitedMs: number) => void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pushedBackAt = Number.NEGATIVE_INFINITY;
  #pushbacks = 0;
  #saidAt = Number.NEGATIVE_INFINITY;
  #released = false;

  constructor(options: ThrottleOptions) {
    this.#configured = Math.max(1, Math.floor(options.limit));
    this.#limit = this.#configured;
    this.#windowMs = options.windowMs ?? 60_000;
    this.#what = options.what ?? "requests";
    this.#per = options.per ?? "a minute";
    this.#say = options.say;
    this.#longWaitMs = options.longWaitMs ?? 10_000;
    this.#sayEveryMs = options.sayEveryMs ?? 60_000;
    this.#pace = options.pace ?? 1;
  }

  /** How many may go in one window now. */
  get limit(): number {
    return this.#limit;
  }

  /** Resolves when the caller may send, with the time it waited, which is not the caller's own time. */
  pass(): Promise<number> {
    return new Promise((go) => {
      this.#waiting.push({ minFreshness: performance.now(), go });
      this.#advance();
    });
  }

  /**
   * The API answered "too many requests" to what was sent at `sentAt`. Several such answers to requests that were
   * under way together are one push.
   */
  pushedBack(sentAt: number, retryAfterMs: number | undefined): void {
    const now = performance.now();
    const together = sentAt <= this.#pushedBackAt;
    if (!together) {
      this.#pushedBackAt = now;
      this.#pushbacks += 1;
    }
    // Without a word from the API: 1, 2, 4 ... 60 seconds, a quarter up or down so that processes drift apart.
    const pause = Math.min(60_000, 1000 * 2 ** (this.#pushbacks - 1)) * this.#pace;
    const backoff = pause * (0.75 + Math.random() / 2);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + (retryAfterMs ?? backoff));
    const lower = Math.max(Math.ceil(this.#configured / 8), Math.floor(this.#limit * 0.75));
    if (!together && lower < this.#limit) {
      this.#limit = lower;
      this.#say(
        `The Admin API asks to slow down (its limit is shared by everything that uses the organization): going on with ${this.#limit} ${this.#what} ${this.#per}.`,
      );
    }
    this.#advance();
  }

  /** The API took a request: the next push starts with a short pause again. */
  accepted(): void {
    this.#pushbacks = 0;
  }

  /** Lets everybody go: nothing more will be sent, and who waits should learn that at once. */
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
        this.#wait(now, next, head.minFreshness);
        return;
      }
      this.#waiting.shift();
      this.#sent.push(now);
      head.go(now - head.minFreshness);
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

  #wait(now: number, next: number, minFreshness: number): void {
    const long = next - minFreshness >= this.#longWaitMs;
    if (long && now - this.#saidAt >= this.#sayEveryMs) {
      this.#saidAt = now;
      const seconds = Math.ceil((next - now) / 1000);
      this.#say(
        `Waiting for the Admin API's rate limit (${this.#limit} ${this.#what} ${this.#per}): ${this.#waiting.length} waiting, the next goes in ${seconds} s.`,
      );
    }
    const sayAgain = long ? this.#saidAt + this.#sayEveryMs : Number.POSITIVE_INFINITY;
    // Not unref'd: somebody waits, and a process that ended here would end in the middle of its work.
    this.#timer = setTimeout(() => this.#advance(), Math.max(1, Math.ceil(Math.min(next, sayAgain) - now)));
  }
}
