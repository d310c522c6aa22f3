import { expect, test } from "vitest";
import { given, passes, tokensOf } from "../../../cli/report/entry.ts";

test("a value passes a filter that contains it, and every value passes when there is no filter", () => {
  expect([
    passes(undefined, undefined),
    passes(["a"], "a"),
    passes(["a"], "b"),
    passes(["a"], undefined),
  ]).toEqual([true, true, false, false]);
});

test("the total has the tokens of all types", () => {
  const row = {
    uncachedInputTokens: 1,
    cacheReadInputTokens: 10,
    cacheCreation5mInputTokens: 100,
    cacheCreation1hInputTokens: 1000,
    outputTokens: 10_000,
    webSearchRequests: 7,
  };
  expect(tokensOf(row)).toMatchObject({
    cacheWriteInputTokens: 1100,
    totalTokens: 11_111,
    webSearchRequests: 7,
  });
});

test("a period that ends now has no end", () => {
  expect(given({ from: 1, until: undefined, now: 2 })).toEqual({ startingAt: 1, endingAt: undefined });
});
