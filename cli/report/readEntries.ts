import { costAnalytics, usageAnalytics } from "./analyticsEntries.ts";
import { claudeCode } from "./claudeCodeEntries.ts";
import type { ReadContext, Reading } from "./entry.ts";
import { legacyCost, legacyUsage } from "./legacyEntries.ts";
import type { Source } from "./query.ts";

/** Reads the entries of a report from a source. */
export function readEntries(context: ReadContext, source: Source): Promise<Reading> {
  if (source === "claude-code") return claudeCode(context);
  const isCost = context.query.report === "cost";
  if (source === "analytics") return isCost ? costAnalytics(context) : usageAnalytics(context);
  return isCost ? legacyCost(context) : legacyUsage(context);
}
