import type { Client } from "../client.ts";
import { type AnalyticsQuery, groupKey, readAnalytics, rowOf } from "./analytics.ts";
import { compareAmounts, currencyUnits, Money } from "./money.ts";
import type { CostAnalytics, CostAnalyticsDimension } from "./results.ts";
import { CostRowWire } from "./wire.ts";

/** The cost of a span. */
export interface CostAnalyticsReport {
  readonly rows: CostAnalytics[];
  readonly refreshedAt: string | undefined;
}

/**
 * Reads the cost of any span. Without a bucket width, the rows of all ranges are added up, so that a combination of dimensions
 * has one row. API: `GET /v1/organizations/analytics/cost`.
 */
export async function readCostAnalytics(
  client: Client,
  query: AnalyticsQuery<CostAnalyticsDimension>,
): Promise<CostAnalyticsReport> {
  const rows = new Map<string, CostAnalytics>();
  let refreshedAt: string | undefined;
  for await (const range of readAnalytics(client, "cost", CostRowWire, query)) {
    refreshedAt = range.refreshedAt;
    for (const wire of range.rows) {
      const row = fromWire(wire, query);
      const group = `${wire.cost.currency} ${groupKey(wire.group)}`;
      const key = query.bucketWidth === undefined ? group : String(rows.size);
      const sum = rows.get(key);
      rows.set(key, sum === undefined ? row : sumOf(sum, row));
    }
  }
  const all = [...rows.values()];
  // The API sorts the rows of a range, but not their sums.
  if (query.bucketWidth === undefined) all.sort((one, other) => compareAmounts(other.amount, one.amount));
  return { rows: all, refreshedAt };
}

function fromWire(
  wire: CostRowWire,
  { bucketWidth, span }: AnalyticsQuery<CostAnalyticsDimension>,
): CostAnalytics {
  const { cost, group } = wire;
  const bucket = { from: Date.parse(wire.starting_at), to: Date.parse(wire.ending_at) };
  return {
    ...rowOf(bucketWidth === undefined ? span : bucket, group),
    costType: group.cost_type,
    tokenType: group.token_type,
    amount: currencyUnits(cost.amount),
    listAmount: currencyUnits(cost.list_amount),
    currency: cost.currency,
    requests: cost.requests ?? undefined,
  };
}

function sumOf(a: CostAnalytics, b: CostAnalytics): CostAnalytics {
  return {
    ...a,
    amount: added(a.amount, b.amount),
    listAmount: added(a.listAmount, b.listAmount),
    requests: a.requests === undefined || b.requests === undefined ? undefined : a.requests + b.requests,
  };
}

function added(a: string, b: string): string {
  const sum = new Money();
  sum.add(a);
  sum.add(b);
  return sum.text;
}
