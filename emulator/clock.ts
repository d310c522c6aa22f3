/** A duration, which is the sum of its fields. */
export interface Duration {
  /** Days of 24 hours. */
  days?: number;
  /** Hours. */
  hours?: number;
  /** Minutes. */
  minutes?: number;
  /** Seconds, which can have a fraction. */
  seconds?: number;
}

/** The emulator's clock. It runs at normal speed and can be moved forward. */
export class Clock {
  #offset: number;

  constructor(start?: Date) {
    this.#offset = start === undefined ? 0 : start.getTime() - Date.now();
    if (Number.isNaN(this.#offset)) throw new RangeError("`now` must be a valid date.");
  }

  /** How far the clock is ahead of the real time, in milliseconds. */
  get offsetMs(): number {
    return this.#offset;
  }

  now(): Date {
    return new Date(this.milliseconds());
  }

  milliseconds(): number {
    return Date.now() + this.#offset;
  }

  advance(by: Duration): void {
    const seconds =
      (by.days ?? 0) * 86_400 + (by.hours ?? 0) * 3_600 + (by.minutes ?? 0) * 60 + (by.seconds ?? 0);
    if (!Number.isFinite(seconds) || seconds < 0) {
      throw new RangeError("A duration must be a finite number of seconds, at least 0.");
    }
    if (Number.isNaN(new Date(this.milliseconds() + seconds * 1_000).getTime())) {
      throw new RangeError("The duration moves the clock past the last date that JavaScript can represent.");
    }
    this.#offset += seconds * 1_000;
  }

  /** Whether a timestamp of the API is in the past, or now. */
  hasPassed(moment: string): boolean {
    return Date.parse(moment) <= this.milliseconds();
  }

  /** The current time in the API's format. */
  timestamp(): string {
    return timestamp(this.now());
  }
}

/** A date in the API's format: RFC 3339 with microseconds. */
export function timestamp(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}
