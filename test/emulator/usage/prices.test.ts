import { describe, expect, it } from "vitest";
import { type Dimensions, noCounts } from "../../../emulator/usage/dimensions.ts";
import { centsText, costLines, discounted, listCost, tokenTypes } from "../../../emulator/usage/prices.ts";
import { dimensions } from "./dimensions.ts";

const counts = {
  ...noCounts(),
  uncachedInput: 1_000_000,
  output: 1_000_000,
  cacheRead: 1_000_000,
  cacheWrite5m: 1_000_000,
  cacheWrite1h: 1_000_000,
};

function cents(changes: Partial<Dimensions>): string[] {
  return costLines({ dimensions: { ...dimensions, ...changes }, counts }).map(({ amount }) =>
    centsText(amount),
  );
}

describe("the price table", () => {
  it("the price table has a price for each type of token, in cents for a million", () => {
    expect(cents({})).toEqual(["500", "2500", "50", "625", "1000"]);
    expect(cents({ serviceTier: "batch" })).toEqual(["250", "1250", "25", "312.5", "500"]);
    expect(cents({ contextWindow: "200k-1M" })).toEqual(["1000", "3750", "100", "1250", "2000"]);
    expect(cents({ inferenceGeo: "us" })).toEqual(["550", "2750", "55", "687.5", "1100"]);
    expect(cents({ speed: "fast" })).toEqual(["1000", "5000", "100", "1250", "2000"]);
    expect(cents({ model: "claude-of-tomorrow" })).toEqual(["300", "1500", "30", "375", "600"]);
  });

  it("the price table has a price for web searches and code execution", () => {
    const tools = { ...noCounts(), webSearches: 3, codeSeconds: 3600 };
    const lines = costLines({ dimensions: { ...dimensions, model: null }, counts: tools });
    expect(lines.map(({ costType, amount }) => [costType, centsText(amount)])).toEqual([
      ["web_search", "3"],
      ["code_execution", "5.00004"],
    ]);
  });

  it("the price table is exact for single tokens of every kind, discounts included", () => {
    for (const serviceTier of ["standard", "batch"] as const) {
      for (const inferenceGeo of ["global", "us"] as const) {
        for (const model of ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"]) {
          const of = { ...dimensions, model, serviceTier, inferenceGeo };
          const one = {
            ...noCounts(),
            uncachedInput: 1,
            output: 1,
            cacheRead: 1,
            cacheWrite5m: 1,
            cacheWrite1h: 1,
          };
          const lines = costLines({ dimensions: of, counts: one });
          expect(lines).toHaveLength(tokenTypes.length);
          for (const { amount } of lines) expect(amount % 100n).toBe(0n);
        }
      }
    }
    expect(centsText(discounted(listCost([{ dimensions, counts }]), 7))).toBe("4347.75");
  });

  it("writes decimals as the API does", () => {
    expect([0n, 1n, 1_000_000_000_000n, 12_345_678_900_000n, 100_500_000_000_000n].map(centsText)).toEqual([
      "0",
      "0.000000000001",
      "1",
      "12.3456789",
      "100.5",
    ]);
  });
});
