import type { Client } from "../client.ts";
import type { AnalyticsQuery } from "./analytics.ts";
import { type AnalyticsEndpoint, type AnalyticsReport, readAnalyticsRows } from "./analyticsRows.ts";
import { compareAmounts, currencyUnits, Money } from "./money.ts";
import type { CostAnalytics, CostAnalyticsDimension } from "./results.ts";
import { CostRowWire } from "./wire.ts";

/** Reads the cost of any span. API: `GET /v1/organizations/analytics/cost`. */
export function readCostAnalytics(
  client: Client,
  query: AnalyticsQuery<CostAnalyticsDimension>,
): Promise<AnalyticsReport<CostAnalytics>> {
  return readAnalyticsRows(client, endpoint, query);
}

const endpoint: AnalyticsEndpoint<CostRowWire, CostAnalytics> = {
  name: "cost",
  schema: CostRowWire,
  rowOf: ({ cost, group }, dimensions) => ({
    ...dimensions,
    costType: group.cost_type,
    tokenType: group.token_type,
    amount: currencyUnits(cost.amount),
    listAmount: currencyUnits(cost.list_amount),
    currency: cost.currency,
    requests: cost.requests ?? undefined,
  }),
  unit: ({ currency }) => currency,
  sumOf,
  compare: (one, other) => compareAmounts(other.amount, one.amount),
};

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
