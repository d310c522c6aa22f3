import type { Client } from "../client.ts";
import { currencyUnits, Money } from "./money.ts";
import { incomplete, readRange } from "./pages.ts";
import type { ClaudeCodeModelUsage, ClaudeCodeUsage } from "./results.ts";
import { bucketLength, dateText, floorTo, isFuture, type OnRange, rangesOf, type Span } from "./span.ts";
import { ClaudeCodeUsageWire } from "./wire.ts";

const doing = "read the Claude Code usage";

/** Reads Claude Code usage day by day, oldest first. API: `GET /v1/organizations/usage_report/claude_code`. */
export async function* readClaudeCodeUsage(
  client: Client,
  span: Span,
  onRange?: OnRange,
): AsyncGenerator<readonly ClaudeCodeUsage[]> {
  const day = bucketLength["1d"];
  let now: Date | undefined;
  for (const range of rangesOf({ from: floorTo(span.from, day), to: span.to }, day)) {
    if (isFuture(range, now)) return;
    const date = dateText(range.from);
    const {
      items,
      requestId,
      date: serverTime,
    } = await readRange(client, {
      path: "/v1/organizations/usage_report/claude_code",
      query: { starting_at: date },
      limit: 1000,
      item: ClaudeCodeUsageWire,
      identity: (entry) => JSON.stringify(entry),
      doing,
    });
    now = serverTime;
    const other = items.find((entry) => entry.date.slice(0, 10) !== date);
    if (other !== undefined) {
      throw incomplete(
        doing,
        `the API returned an entry for ${other.date.slice(0, 10)} instead of ${date}`,
        requestId,
      );
    }
    onRange?.(range.to);
    yield items.map((item) => fromWire(item, requestId));
  }
}

function fromWire(wire: ClaudeCodeUsageWire, requestId: string | undefined): ClaudeCodeUsage {
  const { core_metrics: core, tool_actions: tools } = wire;
  const total = new Money();
  const models = wire.model_breakdown.map(({ model, tokens, estimated_cost }): ClaudeCodeModelUsage => {
    const estimatedCost = currencyUnits(estimated_cost.amount);
    total.add(estimatedCost);
    return {
      model,
      inputTokens: tokens.input,
      outputTokens: tokens.output,
      cacheReadTokens: tokens.cache_read,
      cacheCreationTokens: tokens.cache_creation,
      estimatedCost,
    };
  });
  const currencies = new Set(wire.model_breakdown.map(({ estimated_cost }) => estimated_cost.currency));
  if (currencies.size > 1) throw incomplete(doing, "an entry has more than one currency", requestId);
  return {
    date: wire.date.slice(0, 10),
    userEmail: wire.actor.email_address?.toLowerCase(),
    apiKeyName: wire.actor.api_key_name,
    organizationId: wire.organization_id,
    customerType: wire.customer_type,
    subscriptionType: wire.subscription_type,
    terminalType: wire.terminal_type,
    sessions: core.num_sessions,
    linesAdded: core.lines_of_code.added,
    linesRemoved: core.lines_of_code.removed,
    commits: core.commits_by_claude_code,
    pullRequests: core.pull_requests_by_claude_code,
    editTool: tools.edit_tool,
    multiEditTool: tools.multi_edit_tool,
    writeTool: tools.write_tool,
    notebookEditTool: tools.notebook_edit_tool,
    models,
    estimatedCost: total.text,
    currency: [...currencies][0] ?? "USD",
  };
}
