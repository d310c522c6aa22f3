import type { Client } from "../../provider/api/client.ts";
import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { isAnalyticsUnavailable } from "../../provider/api/reports/availability.ts";
import { readCostAnalytics } from "../../provider/api/reports/costAnalytics.ts";
import { Money, onlyCurrency } from "../../provider/api/reports/money.ts";
import { bucketLength, floorTo } from "../../provider/api/reports/span.ts";
import { type LastUses, maxFilteredKeys } from "./lastUse.ts";

/** The cost of keys. */
export interface KeyCosts {
  readonly currency: string;
  /** The amount in currency units by key ID, an exact decimal. Keys without cost are absent. */
  readonly amounts: ReadonlyMap<string, string>;
}

/** The number of days of the cost, including today. */
export const costDays = 30;

/**
 * Reads the cost of keys in the last 30 days. Undefined if the organization does not have the Analytics API: the legacy cost report
 * has no cost by key.
 */
export async function readKeyCosts(
  client: Client,
  keys: readonly ApiKeyWire[],
  { source }: Pick<LastUses, "source">,
): Promise<KeyCosts | undefined> {
  if (source === "legacy") return undefined;
  if (keys.length === 0) return { currency: "USD", amounts: new Map() };
  const day = bucketLength["1d"];
  const now = client.serverNow();
  const span = { from: floorTo(now, day) - (costDays - 1) * day, to: now };
  const isFew = keys.length <= maxFilteredKeys;
  try {
    const { rows } = await readCostAnalytics(client, {
      span,
      bucketWidth: undefined,
      groupBy: ["apiKeyId"],
      filters: isFew ? { apiKeyIds: keys.map(({ id }) => id) } : {},
    });
    const sums = new Map<string, Money>();
    for (const { apiKeyId, amount } of rows) {
      if (apiKeyId === undefined) continue;
      const sum = sums.get(apiKeyId) ?? new Money();
      sum.add(amount);
      sums.set(apiKeyId, sum);
    }
    return {
      currency: onlyCurrency(
        rows.map(({ currency }) => currency),
        "read the cost of API keys",
      ),
      amounts: new Map([...sums].map(([id, sum]) => [id, sum.text])),
    };
  } catch (error) {
    if (isAnalyticsUnavailable(error)) return undefined;
    throw error;
  }
}
