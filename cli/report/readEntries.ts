import { costAnalytics, usageAnalytics } from "./analyticsEntries.ts";
import { claudeCode } from "./claudeCodeEntries.ts";
import type { ReadContext, Reading } from "./entry.ts";
import { legacyCost, legacyUsage } from "./legacyEntries.ts";
import type { Origin } from "./query.ts";

/** Reads the entries of a report from an origin. */
export function readEntries(context: ReadContext, origin: Origin): Promise<Reading> {
  if (origin === "claude-code") return claudeCode(context);
  const isCost = context.query.report === "cost";
  if (origin === "analytics") return isCost ? costAnalytics(context) : usageAnalytics(context);
  return isCost ? legacyCost(context) : legacyUsage(context);
}
