import type { CacheCreationJson, InferenceGeo, ServerToolUseJson } from "./json.ts";

/** One page of a report. */
export interface ReportPageJson<T> {
  /** Buckets or rows. */
  data: T[];
  /** Whether more follow. */
  has_more: boolean;
  /** The `page` parameter of the request for more. */
  next_page: string | null;
}

/** One day of `GET /v1/organizations/cost_report`. */
export interface CostBucketJson {
  /** Its start. */
  starting_at: string;
  /** The start of the next one. */
  ending_at: string;
  /** One entry for each group with a cost. */
  results: CostResultJson[];
}

/** What one group cost; what is not grouped by is null. */
export interface CostResultJson {
  /** Cents, a decimal. */
  amount: string;
  /** Constant. */
  currency: "USD";
  /** What the line is about, for readers. */
  description: string | null;
  /** With `description`. */
  cost_type: "tokens" | "web_search" | "code_execution" | null;
  /** With `description`. */
  model: string | null;
  /** With `description`. */
  service_tier: string | null;
  /** With `description`, for tokens. */
  token_type: string | null;
  /** With `description`. */
  context_window: string | null;
  /** With `description`. */
  inference_geo: string | null;
  /** Null for the default workspace. */
  workspace_id: string | null;
}

/** What one user or key did with Claude Code on one day, in `GET /v1/organizations/usage_report/claude_code`. */
export interface ClaudeCodeUsageJson {
  /** The day. */
  date: string;
  /** Who. */
  actor: { type: "user_actor"; email_address: string } | { type: "api_actor"; api_key_name: string };
  /** The organization. */
  organization_id: string;
  /** Console organizations have `api`. */
  customer_type: "api" | "subscription";
  /** Where Claude Code ran. */
  terminal_type: string;
  /** Sessions and what came of them. */
  core_metrics: {
    num_sessions: number;
    lines_of_code: { added: number; removed: number };
    commits_by_claude_code: number;
    pull_requests_by_claude_code: number;
  };
  /** How many proposals of each tool were accepted and rejected. */
  tool_actions: Record<
    "edit_tool" | "multi_edit_tool" | "write_tool" | "notebook_edit_tool",
    { accepted: number; rejected: number }
  >;
  /** Tokens and cost by model. */
  model_breakdown: ClaudeCodeModelJson[];
}

/** Tokens and cost of one model. */
export interface ClaudeCodeModelJson {
  /** The model. */
  model: string;
  /** Its tokens. */
  tokens: { input: number; output: number; cache_read: number; cache_creation: number };
  /** In cents, as a number. */
  estimated_cost: { currency: "USD"; amount: number };
}

/** One page of the Analytics API. */
export interface AnalyticsPageJson<T> extends ReportPageJson<T> {
  /** Until when usage is complete. */
  data_refreshed_at: string | null;
}

/** Who used the API. */
export type AnalyticsActorJson =
  | {
      type: "user_actor";
      user_id: string;
      email_address: string | null;
      name: string | null;
      deleted: boolean;
    }
  | { type: "service_account_actor"; service_account_id: string }
  | { type: "api_actor"; api_key_id: string };

/** The dimensions of a row of the Analytics API; each is null unless it is grouped by. */
export interface AnalyticsGroupJson {
  actor: AnalyticsActorJson | null;
  actor_type: AnalyticsActorJson["type"] | null;
  agent_id: string | null;
  api_key_id: string | null;
  claude_tag_category: null;
  claude_tag_user_id: string | null;
  context_window: "0-200k" | "200k-1M" | null;
  deployment_id: string | null;
  environment_id: string | null;
  inference_geo: InferenceGeo | null;
  model: string | null;
  organization_id: string | null;
  product: string | null;
  rbac_group_id: string | null;
  service_tier: "batch" | "flex" | "flex_discount" | "priority" | "priority_on_demand" | "standard" | null;
  session_id: string | null;
  slack_channel_id: string | null;
  speed: "fast" | "standard" | null;
  user_profile_id: string | null;
  workspace_id: string | null;
}

/** The dimensions of a row of cost. */
export interface AnalyticsCostGroupJson extends AnalyticsGroupJson {
  cost_type: "tokens" | "web_search" | "code_execution" | null;
  token_type:
    | "uncached_input_tokens"
    | "output_tokens"
    | "cache_read_input_tokens"
    | "cache_creation.ephemeral_5m_input_tokens"
    | "cache_creation.ephemeral_1h_input_tokens"
    | null;
}

/** One row of `GET /v1/organizations/analytics/usage`. */
export interface AnalyticsUsageJson {
  starting_at: string;
  ending_at: string;
  group: AnalyticsGroupJson;
  usage: {
    cache_creation: CacheCreationJson;
    cache_read_input_tokens: number;
    output_tokens: number;
    requests: number | null;
    server_tool_use: ServerToolUseJson;
    total_tokens: number;
    uncached_input_tokens: number;
  };
}

/** One row of `GET /v1/organizations/analytics/cost`. */
export interface AnalyticsCostJson {
  starting_at: string;
  ending_at: string;
  group: AnalyticsCostGroupJson;
  cost: { amount: string; currency: "USD"; list_amount: string; requests: number | null };
}
