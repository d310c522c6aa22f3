import type { Client } from "../client.ts";
import { currencyUnits, Money } from "./money.ts";
import { incomplete, readRange } from "./pages.ts";
import { bucketLength, floorTo, rangesOf, type Span, timeText } from "./span.ts";
import { ClaudeCodeUsageWire } from "./wire.ts";

/** How many proposals of a tool were accepted and rejected. */
export interface ClaudeCodeDecisions {
  /** Accepted proposals. */
  accepted: number;
  /** Rejected proposals. */
  rejected: number;
}

/** Tokens and cost of one model in Claude Code. */
export interface ClaudeCodeModelUsage {
  /** The model. */
  model: string;
  /** Input tokens, without those of caches. */
  inputTokens: number;
  /** Output tokens. */
  outputTokens: number;
  /** Input tokens that were read from a cache. */
  cacheReadTokens: number;
  /** Input tokens that were written to a cache. */
  cacheCreationTokens: number;
  /** The estimated cost in currency units, as an exact decimal such as `"12.345"`. */
  estimatedCost: string;
}

/** Claude Code usage of one day, and one user or API key, in one terminal. */
export interface ClaudeCodeUsage {
  /** The day, such as `2026-11-01`. Days are in UTC. */
  date: string;
  /** The user's email address. Undefined for usage with an API key. */
  userEmail: string | undefined;
  /** The name of the API key. Undefined for usage of a user who is signed in. */
  apiKeyName: string | undefined;
  /** The organization ID. */
  organizationId: string;
  /** `api` for Console organizations, or `subscription`. */
  customerType: string;
  /** The subscription, for the customer type `subscription`. */
  subscriptionType: string | undefined;
  /** The terminal, such as `vscode` or `iTerm.app`. */
  terminalType: string | undefined;
  /** Sessions. */
  sessions: number;
  /** Lines of code that were added. */
  linesAdded: number;
  /** Lines of code that were removed. */
  linesRemoved: number;
  /** Commits that Claude Code created. */
  commits: number;
  /** Pull requests that Claude Code created. */
  pullRequests: number;
  /** The decisions on proposals of the edit tool. */
  editTool: ClaudeCodeDecisions;
  /** The decisions on proposals of the multi-edit tool. */
  multiEditTool: ClaudeCodeDecisions;
  /** The decisions on proposals of the write tool. */
  writeTool: ClaudeCodeDecisions;
  /** The decisions on proposals of the notebook edit tool. */
  notebookEditTool: ClaudeCodeDecisions;
  /** Tokens and cost by model. */
  models: ClaudeCodeModelUsage[];
  /** The estimated cost of all models in currency units, as an exact decimal such as `"12.345"`. */
  estimatedCost: string;
  /** The currency code. Currently always `USD`. */
  currency: string;
}

const doing = "read the Claude Code usage";

/** Reads Claude Code usage day by day, oldest first. API: `GET /v1/organizations/usage_report/claude_code`. */
export async function* readClaudeCodeUsage(
  client: Client,
  span: Span,
): AsyncGenerator<readonly ClaudeCodeUsage[]> {
  const day = bucketLength["1d"];
  for (const { from } of rangesOf({ from: floorTo(span.from, day), to: span.to }, day)) {
    const date = timeText(from).slice(0, 10);
    const { items, requestId } = await readRange(client, {
      path: "/v1/organizations/usage_report/claude_code",
      query: { starting_at: date },
      limit: 1000,
      item: ClaudeCodeUsageWire,
      identity: (entry) => JSON.stringify(entry),
      doing,
    });
    const other = items.find((entry) => entry.date.slice(0, 10) !== date);
    if (other !== undefined) {
      throw incomplete(
        doing,
        `the API returned an entry for ${other.date.slice(0, 10)} instead of ${date}`,
        requestId,
      );
    }
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
