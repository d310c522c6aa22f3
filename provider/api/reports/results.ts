// The public types of the reports. This file imports nothing, so that the published types need no dependencies.

/** The dimensions of `getUsageAnalytics`. */
export type UsageAnalyticsDimension =
  | "actor"
  | "actorType"
  | "agentId"
  | "apiKeyId"
  | "claudeTagCategory"
  | "claudeTagUserId"
  | "contextWindow"
  | "deploymentId"
  | "environmentId"
  | "inferenceGeo"
  | "model"
  | "organizationId"
  | "product"
  | "rbacGroupId"
  | "serviceTier"
  | "sessionId"
  | "slackChannelId"
  | "speed"
  | "userProfileId"
  | "workspaceId";

/** The dimensions of `getCostAnalytics`: those of `getUsageAnalytics`, and two components of the cost. */
export type CostAnalyticsDimension = UsageAnalyticsDimension | "costType" | "tokenType";

/**
 * The identity that usage is attributed to: the user, or the service account if there is no user, or otherwise the API key.
 */
export interface AnalyticsActor {
  /** `user_actor`, `service_account_actor`, `api_actor` or `federated_actor`. */
  type: string;
  /** The user, `user_...`. */
  userId: string | undefined;
  /** The user's email address, in lower case. Undefined for a deleted account. */
  email: string | undefined;
  /** The user's name. */
  name: string | undefined;
  /** Whether the account was deleted, or the user is no longer in the organization. */
  deleted: boolean;
  /** The service account, `svac_...`. */
  serviceAccountId: string | undefined;
  /** The API key, `apikey_...`. */
  apiKeyId: string | undefined;
  /** The identity at the cloud provider, for a `federated_actor`. */
  subject: string | undefined;
}

/** The period and the dimensions of a row of the Analytics API. A dimension is undefined unless the row is grouped by it. */
export interface AnalyticsRow {
  /** The start of the bucket, or of the whole span, in RFC 3339 format. */
  startingAt: string;
  /** The end of the bucket, or of the whole span, in RFC 3339 format. The period does not include it. */
  endingAt: string;
  /** The identity that the usage is attributed to. Undefined for usage without one. */
  actor: AnalyticsActor | undefined;
  /** The type of the actor. */
  actorType: string | undefined;
  /** The agent of Claude Managed Agents. */
  agentId: string | undefined;
  /** The API key, `apikey_...`. Undefined for usage without a key. */
  apiKeyId: string | undefined;
  /** The category of Claude Tag. */
  claudeTagCategory: string | undefined;
  /** The Slack user of Claude Tag. */
  claudeTagUserId: string | undefined;
  /** The context window, `0-200k` or `200k-1M`. */
  contextWindow: string | undefined;
  /** The deployment of Claude Managed Agents. */
  deploymentId: string | undefined;
  /** The environment of Claude Managed Agents. */
  environmentId: string | undefined;
  /** The inference region, `global` or `us`. Undefined for usage without a region. */
  inferenceGeo: string | undefined;
  /** The model. Undefined for usage without a model, such as code execution. */
  model: string | undefined;
  /** The organization below a parent organization. */
  organizationId: string | undefined;
  /** The product, such as `messages_api` or `claude_code`. */
  product: string | undefined;
  /** The RBAC group, `rbac_group_...`. Rows of several groups overlap. */
  rbacGroupId: string | undefined;
  /** The service tier, such as `standard` or `batch`. */
  serviceTier: string | undefined;
  /** The session of Claude Managed Agents. */
  sessionId: string | undefined;
  /** The Slack channel of Claude Tag. */
  slackChannelId: string | undefined;
  /** The speed, `standard` or `fast`. */
  speed: string | undefined;
  /** The user profile, `uprof_...`. */
  userProfileId: string | undefined;
  /** The workspace, `wrkspc_...`, also for the default workspace. */
  workspaceId: string | undefined;
}

/** Usage of one period and one combination of dimensions. */
export interface UsageAnalytics extends AnalyticsRow {
  /** Requests. Undefined if the API does not count them. */
  requests: number | undefined;
  /** Tokens of all types. */
  totalTokens: number;
  /** Input tokens that were neither read from a cache nor written to one. */
  uncachedInputTokens: number;
  /** Input tokens that were read from a cache. */
  cacheReadInputTokens: number;
  /** Input tokens that were written to a cache for 5 minutes. */
  cacheCreation5mInputTokens: number;
  /** Input tokens that were written to a cache for 1 hour. */
  cacheCreation1hInputTokens: number;
  /** Output tokens. */
  outputTokens: number;
  /** Web searches. */
  webSearchRequests: number;
}

/** The cost of one period and one combination of dimensions. */
export interface CostAnalytics extends AnalyticsRow {
  /** `tokens`, `web_search`, `code_execution` or `session_usage`. Undefined unless grouped by `costType` or `tokenType`. */
  costType: string | undefined;
  /** The token type, such as `output_tokens`. Undefined unless grouped by `tokenType`, and for costs other than tokens. */
  tokenType: string | undefined;
  /** The amount after discounts and before credits, in currency units, as an exact decimal such as `"12.345"`. */
  amount: string;
  /** The amount at list prices, in currency units, as an exact decimal. */
  listAmount: string;
  /** The currency code. Currently always `USD`. */
  currency: string;
  /** Requests. Undefined if grouped by `costType` or `tokenType`. */
  requests: number | undefined;
}

/** The dimensions of `getCosts`. `description` also fills in `costType`, `model`, `tokenType` and the like. */
export type CostDimension = "workspaceId" | "description";

/** The cost of one day and one combination of dimensions. */
export interface Cost {
  /** The start of the day, in RFC 3339 format. Days are in UTC. */
  startingAt: string;
  /** The end of the day, in RFC 3339 format. The day does not include it. */
  endingAt: string;
  /** The amount in currency units, as an exact decimal such as `"12.345"`. */
  amount: string;
  /** The currency code. Currently always `USD`. */
  currency: string;
  /** The workspace, `wrkspc_...`. Undefined unless grouped by `workspaceId`, and for the default workspace. */
  workspaceId: string | undefined;
  /** The description, such as `Claude Opus 5.5 Usage - Output Tokens`. Undefined unless grouped by `description`. */
  description: string | undefined;
  /** `tokens`, `web_search`, `code_execution` or `session_usage`. Undefined unless grouped by `description`. */
  costType: string | undefined;
  /** The model. Undefined unless grouped by `description`, and for costs without a model. */
  model: string | undefined;
  /** The service tier. Undefined unless grouped by `description`, and for costs other than tokens. */
  serviceTier: string | undefined;
  /** The token type, such as `output_tokens`. Undefined unless grouped by `description`, and for costs other than tokens. */
  tokenType: string | undefined;
  /** The context window. Undefined unless grouped by `description`, and for costs other than tokens. */
  contextWindow: string | undefined;
  /** The inference region. Undefined unless grouped by `description`, and for costs other than tokens. */
  inferenceGeo: string | undefined;
}

/** The dimensions of `getMessagesUsage`. `accountId` is the user that usage is attributed to. */
export type MessagesUsageDimension =
  | "accountId"
  | "apiKeyId"
  | "contextWindow"
  | "inferenceGeo"
  | "model"
  | "serviceAccountId"
  | "serviceTier"
  | "speed"
  | "workspaceId";

/** Messages API usage of one time bucket and one combination of dimensions. */
export interface MessagesUsage {
  /** The start of the bucket, in RFC 3339 format. */
  startingAt: string;
  /** The end of the bucket, in RFC 3339 format. The bucket does not include it. */
  endingAt: string;
  /** The user that the usage is attributed to, `user_...`. Undefined unless grouped by `accountId`, and for usage without a user. */
  accountId: string | undefined;
  /** The API key, `apikey_...`. Undefined unless grouped by `apiKeyId`, and for usage without a key, such as in the Console. */
  apiKeyId: string | undefined;
  /** The context window, `0-200k` or `200k-1M`. Undefined unless grouped by `contextWindow`. */
  contextWindow: string | undefined;
  /** The inference region: `global`, `us` or `not_available`. Undefined unless grouped by `inferenceGeo`. */
  inferenceGeo: string | undefined;
  /** The model. Undefined unless grouped by `model`. */
  model: string | undefined;
  /** The service account, `svac_...`. Undefined unless grouped by `serviceAccountId`, and for usage without a service account. */
  serviceAccountId: string | undefined;
  /** The service tier, such as `standard` or `batch`. Undefined unless grouped by `serviceTier`. */
  serviceTier: string | undefined;
  /** The speed, `standard` or `fast`. Undefined unless grouped by `speed`. */
  speed: string | undefined;
  /** The workspace, `wrkspc_...`. Undefined unless grouped by `workspaceId`, and for the default workspace. */
  workspaceId: string | undefined;
  /** Input tokens that were neither read from a cache nor written to one. */
  uncachedInputTokens: number;
  /** Input tokens that were read from a cache. */
  cacheReadInputTokens: number;
  /** Input tokens that were written to a cache for 5 minutes. */
  cacheCreation5mInputTokens: number;
  /** Input tokens that were written to a cache for 1 hour. */
  cacheCreation1hInputTokens: number;
  /** Output tokens. */
  outputTokens: number;
  /** Web searches. */
  webSearchRequests: number;
}

/** The number of accepted and rejected proposals of a tool. */
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
  /** Input tokens, without those read from or written to a cache. */
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
