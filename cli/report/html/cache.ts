import { Money, scaledAmount } from "../../../provider/api/reports/money.ts";
import type { ReportName } from "../query.ts";
import type { Row } from "../rows.ts";

/** The metrics of a report that count input tokens. */
export interface CacheKeys {
  readonly read: string;
  readonly write: string;
  readonly uncached: string;
}

/** The input token metrics of a report. The cost report uses those of the usage report. */
export function cacheKeys(report: ReportName): CacheKeys {
  return report === "claude-code"
    ? { read: "cacheReadTokens", write: "cacheCreationTokens", uncached: "inputTokens" }
    : {
        read: "cacheReadInputTokens",
        write: "cacheWriteInputTokens",
        uncached: "uncachedInputTokens",
      };
}

/** The percentage of input tokens that were read from a cache, with one decimal. Undefined without input tokens. */
export function hitRate(row: Row, { read, write, uncached }: CacheKeys): string | undefined {
  const all = new Money();
  for (const key of [read, write, uncached]) {
    if (row[key] === undefined) return undefined;
    all.add(String(row[key]));
  }
  return Number(all.text) <= 0 ? undefined : scaledAmount(String(row[read]), 100, all.text, 1);
}
