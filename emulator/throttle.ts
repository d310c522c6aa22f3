import type { Clock } from "./clock.ts";

/** A rate limit with a sliding window in milliseconds of the emulator's clock. */
export class Throttle {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #window: number;
  #admitted: number[] = [];

  constructor(clock: Clock, limit: number, window: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#window = window;
  }

  /** Returns undefined if a request is admitted, else the seconds to wait, at least 1. */
  admit(): number | undefined {
    const now = this.#clock.milliseconds();
    const first = this.#admitted.findIndex((at) => at > now - this.#window);
    this.#admitted = first < 0 ? [] : first === 0 ? this.#admitted : this.#admitted.slice(first);
    if (this.#admitted.length < this.#limit) {
      this.#admitted.push(now);
      return undefined;
    }
    const oldest = this.#admitted[0] ?? now;
    return Math.max(1, Math.ceil((oldest + this.#window - now) / 1_000));
  }
}
