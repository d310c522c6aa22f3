import type { Counts, Dimensions, Usage } from "./dimensions.ts";

/** US dollars per million tokens: input and output. Cache reads and writes cost a multiple of the input. */
const models: Readonly<
  Record<string, { readonly input: number; readonly output: number; readonly geo: boolean }>
> = {
  "claude-opus-5-5": { input: 5, output: 25, geo: true },
  "claude-sonnet-5-5": { input: 3, output: 15, geo: true },
  "claude-haiku-5-5": { input: 1, output: 5, geo: true },
  "claude-sonnet-4-5": { input: 3, output: 15, geo: false },
};

/** A model that is not in the table costs this much. */
const otherModel = { input: 3, output: 15, geo: true };

export const modelNames: readonly string[] = Object.keys(models);

/** Whether a model runs in a region that a request can choose. */
export function hasGeo(model: string): boolean {
  return (models[model] ?? otherModel).geo;
}

/** Amounts are whole trillionths of a cent, in which every price per token is a multiple of 100. */
const perDollarPerMillionTokens = 100_000_000;
const perWebSearch = 1_000_000_000_000n;
/** US$0.05 an hour, rounded. */
const perCodeSecond = 1_388_900_000n;

export const tokenTypes = [
  "uncached_input_tokens",
  "output_tokens",
  "cache_read_input_tokens",
  "cache_creation.ephemeral_5m_input_tokens",
  "cache_creation.ephemeral_1h_input_tokens",
] as const;

export type TokenType = (typeof tokenTypes)[number];

/** One line of the cost of some usage. */
export interface CostLine {
  readonly costType: "tokens" | "web_search" | "code_execution";
  readonly tokenType: TokenType | null;
  /** The list price, in trillionths of a cent. */
  readonly amount: bigint;
}

const tokenCounts: Readonly<Record<TokenType, (counts: Counts) => number>> = {
  uncached_input_tokens: (counts) => counts.uncachedInput,
  output_tokens: (counts) => counts.output,
  cache_read_input_tokens: (counts) => counts.cacheRead,
  "cache_creation.ephemeral_5m_input_tokens": (counts) => counts.cacheWrite5m,
  "cache_creation.ephemeral_1h_input_tokens": (counts) => counts.cacheWrite1h,
};

/** What usage costs by the list prices, without the lines that cost nothing. */
export function costLines({ dimensions, counts }: Usage): CostLine[] {
  const lines: CostLine[] = [];
  if (dimensions.model !== null) {
    for (const tokenType of tokenTypes) {
      const count = tokenCounts[tokenType](counts);
      if (count > 0) {
        const amount = BigInt(count) * tokenPrice(dimensions, tokenType);
        lines.push({ costType: "tokens", tokenType, amount });
      }
    }
  }
  if (counts.webSearches > 0) {
    const amount = BigInt(counts.webSearches) * perWebSearch;
    lines.push({ costType: "web_search", tokenType: null, amount });
  }
  if (counts.codeSeconds > 0) {
    const amount = BigInt(counts.codeSeconds) * perCodeSecond;
    lines.push({ costType: "code_execution", tokenType: null, amount });
  }
  return lines;
}

/** What some usage costs by the list prices, in trillionths of a cent. */
export function listCost(usage: Iterable<Usage>): bigint {
  let sum = 0n;
  for (const one of usage) for (const { amount } of costLines(one)) sum += amount;
  return sum;
}

/** An amount after a discount in percent, which is exact because prices are multiples of 100. */
export function discounted(amount: bigint, percent: number): bigint {
  return (amount / 100n) * BigInt(100 - percent);
}

/** An amount as the API writes it: cents, as a decimal without trailing zeros. */
export function centsText(amount: bigint): string {
  const digits = amount.toString().padStart(13, "0");
  const fraction = digits.slice(-12).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, -12) : `${digits.slice(0, -12)}.${fraction}`;
}

function tokenPrice(
  { model, serviceTier, contextWindow, inferenceGeo, speed }: Dimensions,
  type: TokenType,
): bigint {
  const price = models[model ?? ""] ?? otherModel;
  const output = type === "output_tokens";
  const long = contextWindow === "200k-1M";
  const factors = [
    (output ? price.output : price.input) * perDollarPerMillionTokens,
    // In hundredths, so that the product stays whole.
    inputFactor[type],
    long ? (output ? 150 : 200) : 100,
    serviceTier === "batch" ? 50 : 100,
    inferenceGeo === "us" ? 110 : 100,
    speed === "fast" ? 200 : 100,
  ];
  const product = factors.reduce((all, factor) => all * BigInt(factor), 1n);
  return product / 10_000_000_000n;
}

const inputFactor: Readonly<Record<TokenType, number>> = {
  uncached_input_tokens: 100,
  output_tokens: 100,
  cache_read_input_tokens: 10,
  "cache_creation.ephemeral_5m_input_tokens": 125,
  "cache_creation.ephemeral_1h_input_tokens": 200,
};
