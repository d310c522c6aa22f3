import { expect, it } from "vitest";
import { hashOf, noise } from "../../../emulator/usage/random.ts";

it("hashOf and noise return the same numbers each time", () => {
  expect(hashOf("wrkspc_01a")).toBe(hashOf("wrkspc_01a"));
  expect(hashOf("wrkspc_01a")).not.toBe(hashOf("wrkspc_01b"));
  expect(noise(5, 490_000)).toBe(noise(5, 490_000));
});

it("noise is spread evenly from 0 to 1", () => {
  for (const seed of [0, 1, hashOf("wrkspc_01a")]) {
    const values = Array.from({ length: 10_000 }, (_, index) => noise(seed, 490_000 + index));
    for (const tenth of Array.from({ length: 10 }, (_, index) => index / 10)) {
      const count = values.filter((value) => value >= tenth && value < tenth + 0.1).length;
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1150);
    }
  }
});
