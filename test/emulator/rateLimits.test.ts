import { describe, expect, it } from "vitest";
import { defaultRateLimits, selectedRateLimit } from "../../emulator/rateLimits.ts";
import { modelNames } from "../../emulator/usage/prices.ts";

it("defaultRateLimits has each group once, with new entry IDs and the same group IDs in every organization", () => {
  const [one, other] = [defaultRateLimits(), defaultRateLimits()];
  expect(new Set(one.map(({ group }) => group.id)).size).toBe(one.length);
  expect(other.map(({ group }) => group)).toEqual(one.map(({ group }) => group));
  expect(new Set([...one, ...other].map(({ id }) => id)).size).toBe(2 * one.length);
});

it("defaultRateLimits has limits for every model with usage", () => {
  for (const model of modelNames) {
    expect(selectedRateLimit(defaultRateLimits(), model)?.limits.length).toBeGreaterThan(0);
  }
});

describe("selectedRateLimit", () => {
  const entries = defaultRateLimits();
  const batch = entries.find(({ group }) => group.type === "batch");

  it("finds an entry by its ID, its group's ID, one of its models or its type", () => {
    for (const reference of [batch?.id, batch?.group.id, "batch"]) {
      expect(selectedRateLimit(entries, reference ?? "")).toBe(batch);
    }
    expect(selectedRateLimit(entries, "claude-haiku-5")?.models).toContain("claude-haiku-5-5");
  });

  it("finds no model family by its type, since there are several", () => {
    expect(selectedRateLimit(entries, "model_group")).toBeUndefined();
    expect(selectedRateLimit(entries, "claude-2")).toBeUndefined();
  });
});
