import { z } from "zod";
import { Timestamp } from "../objects.ts";
import type { Query } from "../path.ts";

// The schemas are strict about counts and amounts, because a missing value would make a sum wrong without an error. They are
// tolerant of dimensions: unknown keys are dropped, and any string is a valid value.

const Count = z.int().nonnegative();
const Cents = z.string().regex(/^-?\d+(\.\d+)?$/, "is not a decimal number");
const Currency = z.string().regex(/^[A-Z]{3}$/, "is not a currency code");
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

/** Filters, with their API names. */
export function renamed<const N extends string>(
  filters: Readonly<Partial<Record<N, readonly string[] | undefined>>>,
  names: Readonly<Record<N, string>>,
): Query {
  const wireNames = Object.entries<string>(names) as [N, string][];
  return Object.fromEntries(wireNames.map(([name, wire]) => [wire, filters[name]]));
}

const CacheCreation = z.object({ ephemeral_1h_input_tokens: Count, ephemeral_5m_input_tokens: Count });
const ServerToolUse = z.object({ web_search_requests: Count });

/** A result of `GET /v1/organizations/usage_report/messages`. */
export const MessagesUsageWire = z.object({
  uncached_input_tokens: Count,
  cache_creation: CacheCreation,
  cache_read_input_tokens: Count,
  output_tokens: Count,
  server_tool_use: ServerToolUse.nullish(),
  account_id: Text,
  api_key_id: Text,
  context_window: Text,
  inference_geo: Text,
  model: Text,
  service_account_id: Text,
  service_tier: Text,
  speed: Text,
  workspace_id: Text,
});
export type MessagesUsageWire = z.infer<typeof MessagesUsageWire>;

/** A result of `GET /v1/organizations/cost_report`. */
export const CostWire = z.object({
  amount: Cents,
  currency: Currency,
  description: Text,
  cost_type: Text,
  model: Text,
  service_tier: Text,
  token_type: Text,
  context_window: Text,
  inference_geo: Text,
  workspace_id: Text,
});
export type CostWire = z.infer<typeof CostWire>;

const Decisions = z
  .object({ accepted: Count, rejected: Count })
  .nullish()
  .transform((decisions) => decisions ?? { accepted: 0, rejected: 0 });

/** An entry of `GET /v1/organizations/usage_report/claude_code`. */
export const ClaudeCodeUsageWire = z.object({
  date: z.string().regex(/^\d{4}-\d\d-\d\d/, "is not a date"),
  actor: z.object({ type: z.string(), email_address: Text, api_key_name: Text }),
  organization_id: z.string(),
  customer_type: z.string(),
  subscription_type: Text,
  terminal_type: Text,
  core_metrics: z.object({
    num_sessions: Count,
    lines_of_code: z.object({ added: Count, removed: Count }),
    commits_by_claude_code: Count,
    pull_requests_by_claude_code: Count,
  }),
  tool_actions: z.object({
    edit_tool: Decisions,
    multi_edit_tool: Decisions,
    write_tool: Decisions,
    notebook_edit_tool: Decisions,
  }),
  model_breakdown: z.array(
    z.object({
      model: z.string(),
      tokens: z.object({ input: Count, output: Count, cache_read: Count, cache_creation: Count }),
      estimated_cost: z.object({ currency: Currency, amount: z.number() }),
    }),
  ),
});
export type ClaudeCodeUsageWire = z.infer<typeof ClaudeCodeUsageWire>;

const Actor = z.object({
  type: z.string(),
  user_id: Text,
  email_address: Text,
  name: Text,
  deleted: z.boolean().nullish(),
  service_account_id: Text,
  api_key_id: Text,
  subject: Text,
});

/** The dimensions of a row of the Analytics API. */
const Group = z.object({
  actor: Actor.nullish(),
  actor_type: Text,
  agent_id: Text,
  api_key_id: Text,
  claude_tag_category: Text,
  claude_tag_user_id: Text,
  context_window: Text,
  cost_type: Text,
  deployment_id: Text,
  environment_id: Text,
  inference_geo: Text,
  model: Text,
  organization_id: Text,
  product: Text,
  rbac_group_id: Text,
  service_tier: Text,
  session_id: Text,
  slack_channel_id: Text,
  speed: Text,
  token_type: Text,
  user_profile_id: Text,
  workspace_id: Text,
});
export type AnalyticsGroupWire = z.infer<typeof Group>;

/** The properties that the rows of both endpoints share. */
const Row = z.object({ starting_at: Timestamp, ending_at: Timestamp, group: Group });
export type AnalyticsRowWire = z.infer<typeof Row>;

/** A row of `GET /v1/organizations/analytics/usage`. */
export const UsageRowWire = Row.extend({
  usage: z.object({
    cache_creation: CacheCreation,
    cache_read_input_tokens: Count,
    output_tokens: Count,
    requests: Count.nullish(),
    server_tool_use: ServerToolUse,
    total_tokens: Count,
    uncached_input_tokens: Count,
  }),
});
export type UsageRowWire = z.infer<typeof UsageRowWire>;

/** A row of `GET /v1/organizations/analytics/cost`. */
export const CostRowWire = Row.extend({
  cost: z.object({ amount: Cents, currency: Currency, list_amount: Cents, requests: Count.nullish() }),
});
export type CostRowWire = z.infer<typeof CostRowWire>;
