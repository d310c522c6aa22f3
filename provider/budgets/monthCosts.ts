import Big from "big.js";
import type { Client } from "../api/client.ts";
import { analyticsLimitation, isAnalyticsUnavailable } from "../api/reports/availability.ts";
import { readCostAnalytics } from "../api/reports/costAnalytics.ts";
import { readCosts } from "../api/reports/costs.ts";
import { onlyCurrency } from "../api/reports/money.ts";
import { bucketLength, ceilTo, timeText } from "../api/reports/span.ts";
import { UserError } from "../errors.ts";
import type { UsedCost } from "./forecast.ts";
import { daysUntil, type Month } from "./month.ts";
import type { GetBudgetStatusResult } from "./types.ts";

export type Source = GetBudgetStatusResult["source"];

/** The cost of a month by workspace. */
export interface MonthCosts {
  readonly source: Source;
  readonly currency: string;
  /** The cost of each workspace by its ID. Cost that belongs to no workspace has the key `undefined`. */
  readonly costs: ReadonlyMap<string | undefined, UsedCost>;
  readonly completeDays: number;
  /** The time up to which the cost is complete. An estimate if the API does not return it. */
  readonly completeUntil: number;
  /** The time up to which the cost is complete, in RFC 3339 format, if the API returns it. */
  readonly refreshedAt: string | undefined;
}

/** How to read the cost of a month. */
export interface MonthReading {
  readonly month: Month;
  /** The only source to use. Undefined: the Analytics API if it is available, otherwise the legacy report. */
  readonly source: Source | undefined;
  /** Reads the ID of the default workspace, which the legacy report does not return. */
  readonly defaultWorkspaceId: () => Promise<string | undefined>;
  /** Called with the reason why the legacy report is read instead of the Analytics API. */
  readonly onFallback?: ((reason: string) => void) | undefined;
}

const day = bucketLength["1d"];
const hour = bucketLength["1h"];

/** How long the cost of an hour may be incomplete. Used if the API does not report it. */
const usualDelay = hour;

/** Reads the cost of a month, with at most 2 requests for up to 1000 workspaces. */
export async function readMonthCosts(client: Client, reading: MonthReading): Promise<MonthCosts> {
  const { month, source, onFallback } = reading;
  if (source === "legacy") return await legacyCosts(client, reading);
  let reason = analyticsLimitation(month.from, client.serverNow());
  if (reason === undefined) {
    try {
      return await analyticsCosts(client, month);
    } catch (error) {
      if (source === "analytics" || !isAnalyticsUnavailable(error)) throw error;
      reason = error.summary;
    }
  } else if (source === "analytics") {
    throw new UserError(reason);
  }
  onFallback?.(reason);
  return await legacyCosts(client, reading);
}

async function analyticsCosts(client: Client, month: Month): Promise<MonthCosts> {
  const now = client.serverNow();
  const read = (to: number) =>
    readCostAnalytics(client, {
      span: { from: month.from, to },
      bucketWidth: undefined,
      groupBy: ["workspaceId"],
      filters: {},
    });
  // Without buckets, the API rounds to whole hours.
  const { rows, refreshedAt } = await read(
    Math.min(month.to, Math.max(ceilTo(now, hour), month.from + hour)),
  );
  const refreshed = refreshedAt === undefined ? Number.NaN : Date.parse(refreshedAt);
  const isKnown = !Number.isNaN(refreshed);
  const completeUntil = Math.min(isKnown ? refreshed : now - usualDelay, now, month.to);
  const completeDays = daysUntil(month, completeUntil);
  const isOver = completeUntil >= month.to;
  const complete = isOver
    ? rows
    : completeDays === 0
      ? []
      : (await read(month.from + completeDays * day)).rows;
  const sums = new Sums();
  for (const { workspaceId, amount } of rows) sums.add(workspaceId, amount, "used");
  for (const { workspaceId, amount } of complete) sums.add(workspaceId, amount, "ofCompleteDays");
  return {
    source: "analytics",
    currency: onlyCurrency(
      [...rows, ...complete].map(({ currency }) => currency),
      doing,
    ),
    costs: sums.costs,
    completeDays,
    completeUntil,
    refreshedAt: isKnown ? timeText(refreshed) : undefined,
  };
}

async function legacyCosts(client: Client, { month, defaultWorkspaceId }: MonthReading): Promise<MonthCosts> {
  const now = client.serverNow();
  const completeUntil = Math.min(now - usualDelay, month.to);
  const completeDays = daysUntil(month, completeUntil);
  const complete = month.from + completeDays * day;
  const defaultId = await defaultWorkspaceId();
  const sums = new Sums();
  const currencies = new Set<string>();
  const span = { from: month.from, to: Math.min(month.to, Math.max(ceilTo(now, 1000), month.from + 1000)) };
  for await (const rows of readCosts(client, { span, groupBy: ["workspaceId"] })) {
    for (const { startingAt, workspaceId = defaultId, amount, currency } of rows) {
      sums.add(workspaceId, amount, "used");
      if (Date.parse(startingAt) < complete) sums.add(workspaceId, amount, "ofCompleteDays");
      currencies.add(currency);
    }
  }
  const currency = onlyCurrency(currencies, doing);
  return {
    source: "legacy",
    currency,
    costs: sums.costs,
    completeDays,
    completeUntil,
    refreshedAt: undefined,
  };
}

const doing = "check the budgets";

/** Exact sums by workspace. */
class Sums {
  readonly costs = new Map<string | undefined, UsedCost>();

  add(workspaceId: string | undefined, amount: string, part: keyof UsedCost): void {
    const before = this.costs.get(workspaceId) ?? nothing;
    this.costs.set(workspaceId, { ...before, [part]: before[part].plus(amount) });
  }
}

const nothing: UsedCost = { used: new Big(0), ofCompleteDays: new Big(0) };

/** The sum of costs. */
export function totalCost(costs: Iterable<UsedCost | undefined>): UsedCost {
  let { used, ofCompleteDays } = nothing;
  for (const cost of costs) {
    used = used.plus(cost?.used ?? 0);
    ofCompleteDays = ofCompleteDays.plus(cost?.ofCompleteDays ?? 0);
  }
  return { used, ofCompleteDays };
}
