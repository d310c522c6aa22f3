import type { InferenceGeo } from "../json.ts";

export const contextWindows = ["0-200k", "200k-1M"] as const;
export const speeds = ["standard", "fast"] as const;
export const serviceTiers = [
  "standard",
  "batch",
  "priority",
  "priority_on_demand",
  "flex",
  "flex_discount",
] as const;
export const products = [
  "chat",
  "chat_cowork_unified",
  "claude_code",
  "claude_console",
  "claude_design",
  "claude_in_chrome",
  "claude_tag",
  "cowork",
  "managed_agents_api",
  "message_batches_api",
  "messages_api",
  "office_agent",
] as const;

/** Who used the API, where and how. All usage with the same dimensions is one sum. */
export interface Dimensions {
  /** Null without a key: Claude Code after a login, and the Console. */
  readonly apiKeyId: string | null;
  /** The default workspace has its real ID here. */
  readonly workspaceId: string;
  readonly userId: string | null;
  readonly serviceAccountId: string | null;
  readonly product: (typeof products)[number] | null;
  /** Null for code execution, which has no model, tier or context window either. */
  readonly model: string | null;
  readonly serviceTier: (typeof serviceTiers)[number] | null;
  readonly contextWindow: (typeof contextWindows)[number] | null;
  /** Null where a model has no inference region. */
  readonly inferenceGeo: InferenceGeo | null;
  readonly speed: (typeof speeds)[number] | null;
}

/** How much was used. All are whole numbers, so that sums are exact. */
export interface Counts {
  requests: number;
  uncachedInput: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  webSearches: number;
  codeSeconds: number;
}

/** Usage with one set of dimensions in some span of time. */
export interface Usage {
  readonly dimensions: Dimensions;
  readonly counts: Counts;
}

export function noCounts(): Counts {
  return {
    requests: 0,
    uncachedInput: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    webSearches: 0,
    codeSeconds: 0,
  };
}

export function addCounts(sum: Counts, more: Counts): void {
  sum.requests += more.requests;
  sum.uncachedInput += more.uncachedInput;
  sum.output += more.output;
  sum.cacheRead += more.cacheRead;
  sum.cacheWrite5m += more.cacheWrite5m;
  sum.cacheWrite1h += more.cacheWrite1h;
  sum.webSearches += more.webSearches;
  sum.codeSeconds += more.codeSeconds;
}

/** The part of an hour's counts between two minutes of it. The parts of an hour add up to the hour. */
export function partOfHour(counts: Counts, fromMinute: number, toMinute: number): Counts {
  const part = (count: number): number =>
    Math.floor((count * toMinute) / 60) - Math.floor((count * fromMinute) / 60);
  return {
    requests: part(counts.requests),
    uncachedInput: part(counts.uncachedInput),
    output: part(counts.output),
    cacheRead: part(counts.cacheRead),
    cacheWrite5m: part(counts.cacheWrite5m),
    cacheWrite1h: part(counts.cacheWrite1h),
    webSearches: part(counts.webSearches),
    codeSeconds: part(counts.codeSeconds),
  };
}

/** Adds up usage by a key that the dimensions give. Groups come in the order of their first usage. */
export function groupUsage<T extends Usage>(
  usage: Iterable<T>,
  keyOf: (dimensions: Dimensions) => string,
): (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of usage) {
    const key = keyOf(one.dimensions);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

export function sumOf(usage: Iterable<Usage>): Counts {
  const sum = noCounts();
  for (const { counts } of usage) addCounts(sum, counts);
  return sum;
}
