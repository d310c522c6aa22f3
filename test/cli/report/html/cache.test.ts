import { expect, test } from "vitest";
import { cacheKeys, hitRate } from "../../../../cli/report/html/cache.ts";

test("the cache hit rate is the share of all input tokens, with one decimal", () => {
  const row = { cacheReadInputTokens: 2, cacheWriteInputTokens: 1, uncachedInputTokens: "3" };
  expect(hitRate(row, cacheKeys("usage"))).toBe("33.3");
  const claudeCode = { cacheReadTokens: 9, cacheCreationTokens: 1, inputTokens: 0 };
  expect(hitRate(claudeCode, cacheKeys("claude-code"))).toBe("90.0");
});

test("there is no cache hit rate without input tokens, or without a count", () => {
  const keys = cacheKeys("usage");
  expect(
    hitRate({ cacheReadInputTokens: 0, cacheWriteInputTokens: 0, uncachedInputTokens: 0 }, keys),
  ).toBeUndefined();
  expect(hitRate({ cacheReadInputTokens: 1, cacheWriteInputTokens: 1 }, keys)).toBeUndefined();
});
