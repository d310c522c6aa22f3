/** Random decisions that the same seed repeats. */
export interface Random {
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the choices. */
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** One of the choices; undefined when there are none. */
  maybe<T>(choices: readonly T[]): T | undefined;
}

/** The mulberry32 generator: the same decisions for the same seed on every machine. */
export function newRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[whole(0, choices.length - 1)] ?? choices[0],
    maybe: (choices) => choices[whole(0, Math.max(0, choices.length - 1))],
  };
}
