import { newId, prefixes } from "./ids.ts";
import type { RateLimitGroupJson, RateLimitGroupTypeJson, RateLimitJson } from "./rateLimitsJson.ts";

export const groupTypes = [
  "batch",
  "files",
  "model_group",
  "skills",
  "token_count",
  "web_search",
] as const satisfies readonly RateLimitGroupTypeJson[];

/** The types of limits that a workspace can override. */
export const overridableLimits = [
  "fast_itpmca",
  "fast_otpm",
  "input_tokens_per_minute",
  "input_tokens_per_minute_cache_aware",
  "output_tokens_per_minute",
  "requests_per_minute",
  "tokens_per_day",
  "tokens_per_minute",
  "tool_uses_per_second",
] as const;

interface Group {
  readonly group: RateLimitGroupJson;
  readonly models?: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

/** The groups of a Console organization. The IDs of groups are the same in every organization. */
const groups: readonly Group[] = [
  {
    group: { type: "model_group", id: "rlg_01Jx4mQ7pZr2TtVbN8sKdHcWyA", display_name: "Claude Opus 5.x" },
    models: ["claude-opus-5", "claude-opus-5-5"],
    limits: {
      requests_per_minute: 4_000,
      input_tokens_per_minute_cache_aware: 2_000_000,
      output_tokens_per_minute: 400_000,
      fast_itpmca: 500_000,
      fast_otpm: 100_000,
    },
  },
  {
    group: { type: "model_group", id: "rlg_01F9uWcE3hYk6RgPzXq5LvMsBt", display_name: "Claude Sonnet 5.x" },
    models: ["claude-sonnet-5", "claude-sonnet-5-5"],
    limits: {
      requests_per_minute: 4_000,
      input_tokens_per_minute_cache_aware: 2_000_000,
      output_tokens_per_minute: 400_000,
    },
  },
  {
    group: { type: "model_group", id: "rlg_01VPTCmyiu5ZLsWkcxYG2pY8", display_name: "Claude Sonnet 4.x" },
    models: ["claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "claude-sonnet-4-6"],
    limits: {
      requests_per_minute: 4_000,
      input_tokens_per_minute_cache_aware: 2_000_000,
      output_tokens_per_minute: 400_000,
    },
  },
  {
    group: { type: "model_group", id: "rlg_01NbS8fDw6aGj2KxQe7TyUiRvC", display_name: "Claude Haiku 5.x" },
    models: ["claude-haiku-5", "claude-haiku-5-5"],
    limits: {
      requests_per_minute: 4_000,
      input_tokens_per_minute_cache_aware: 4_000_000,
      output_tokens_per_minute: 800_000,
    },
  },
  {
    group: { type: "batch", id: "rlg_01Rk5vYt9qLm3HnWz8XdPbJcFg" },
    limits: { requests_per_minute: 4_000, enqueued_batch_requests: 500_000 },
  },
  {
    group: { type: "token_count", id: "rlg_01Cz7eHs4uVb1MkGy6TnQxWpDr" },
    limits: { requests_per_minute: 8_000 },
  },
  { group: { type: "files", id: "rlg_01Lp2gBx8wNd5QjRf7ZkYtEmVa" }, limits: { requests_per_minute: 500 } },
  { group: { type: "skills", id: "rlg_01Ws6dKq3cTh9UyXm4GvJzNbPe" }, limits: { requests_per_minute: 500 } },
  {
    group: { type: "web_search", id: "rlg_01Ty1nMz7kFr8EaDs5HqVgXuCw" },
    limits: { tool_uses_per_second: 30 },
  },
];

/** The limits of an organization whose seed has none. */
export function defaultRateLimits(): RateLimitJson[] {
  return groups.map(({ group, models, limits }) => ({
    id: newId(prefixes.rateLimit),
    type: "rate_limit",
    group,
    models: models === undefined ? null : [...models],
    limits: Object.entries(limits).map(([type, value]) => ({ type, value })),
  }));
}

/**
 * The entry that a reference selects: its ID, the ID of its group, one of its models, or the type of a group that is not a
 * model family.
 */
export function selectedRateLimit(
  entries: readonly RateLimitJson[],
  reference: string,
): RateLimitJson | undefined {
  return entries.find(
    ({ id, group, models }) =>
      id === reference ||
      group.id === reference ||
      models?.includes(reference) === true ||
      (group.type !== "model_group" && group.type === reference),
  );
}
