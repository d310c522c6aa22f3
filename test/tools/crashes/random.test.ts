import { expect, test } from "vitest";
import { newRandom } from "../../../tools/crashes/random.ts";

test("the same seed repeats all decisions, and another seed makes other ones", () => {
  const decide = (seed: number) => {
    const random = newRandom(seed);
    return Array.from({ length: 20 }, () => random.whole(1, 100));
  };
  expect(decide(7)).toEqual(decide(7));
  expect(decide(7)).not.toEqual(decide(8));
});

test("whole returns numbers in the range, including both ends", () => {
  const random = newRandom(1);
  const drawn = new Set(Array.from({ length: 200 }, () => random.whole(2, 4)));
  expect([...drawn].sort()).toEqual([2, 3, 4]);
});

test("maybe returns undefined for an empty list", () => {
  expect(newRandom(1).maybe([])).toBeUndefined();
});
