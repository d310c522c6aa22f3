import type { Clock } from "./clock.ts";

/** A sliding window: so many admissions in so many milliseconds of the emulator's clock. */
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

  /** Undefined when admitted, else the seconds until a place is free, at least one. */
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
