/** The arguments of all reports. */
export interface ReportArgs {
  /**
   * The start of the span: a date such as `2026-11-01`, which means 00:00 UTC, or a time in RFC 3339 format. Rounded down to the
   * start of its bucket. Must not be in the future.
   */
  startingAt: string;
  /**
   * The end of the span, exclusive: a date or a time in RFC 3339 format. Rounded up to the end of its bucket. Can be in the future.
   * Default: now.
   */
  endingAt?: string;
  /**
   * Whether to add the names of workspaces, API keys and users for the dimensions in `groupBy`. Requests only the lists that these
   * dimensions need. Has no effect if no dimension has names. Default: `false`.
   */
  names?: boolean;
}

/** The arguments of both functions of the Analytics API. */
export interface AnalyticsArgs extends ReportArgs {
  /**
   * The length of a bucket. One request covers 31 days, or 24 hours with `1m`. Default: each combination of dimensions has one row
   * for the whole span, which is rounded to hours.
   */
  bucketWidth?: "1d" | "1h" | "1m";
  /** Only usage that is attributed to these identities: `user_...`, `svac_...` or `apikey_...`. */
  actorIds?: string[];
  /** Only usage of these types of identity: `user_actor`, `service_account_actor`, `api_actor`, `federated_actor`. */
  actorTypes?: string[];
  /** Only usage of these agents of Claude Managed Agents. */
  agentIds?: string[];
  /** Only usage with these API keys, `apikey_...`. `""` means usage without a key. */
  apiKeyIds?: string[];
  /** Only usage of these categories of Claude Tag. */
  claudeTagCategories?: string[];
  /** Only usage of these Slack users of Claude Tag. */
  claudeTagUserIds?: string[];
  /** Only usage with these context windows: `0-200k`, `200k-1M`. */
  contextWindows?: string[];
  /** Only usage of these deployments of Claude Managed Agents. */
  deploymentIds?: string[];
  /** Only usage in these environments of Claude Managed Agents. */
  environmentIds?: string[];
  /** Whether to omit users who were removed. Requires `actor` in `groupBy`. Default: `false`. */
  excludeDeletedUsers?: boolean;
  /** Only usage in these inference regions: `global`, `us`, `not_available`. */
  inferenceGeos?: string[];
  /** Only usage of these models. */
  models?: string[];
  /** Only usage of these organizations below a parent organization. */
  organizationIds?: string[];
  /** Only usage of these products, such as `messages_api` and `claude_code`. */
  products?: string[];
  /** Only usage of these RBAC groups, `rbac_group_...`. */
  rbacGroupIds?: string[];
  /** Only usage of these service tiers, such as `standard` and `batch`. */
  serviceTiers?: string[];
  /** Only usage of these sessions of Claude Managed Agents. */
  sessionIds?: string[];
  /** Only usage in these Slack channels. */
  slackChannelIds?: string[];
  /** Only usage with these speeds: `standard`, `fast`. */
  speeds?: string[];
  /** Only usage of these user profiles, `uprof_...`. */
  userProfileIds?: string[];
  /** Only usage in these workspaces, `wrkspc_...`. */
  workspaceIds?: string[];
}

/** The names that the argument `names` adds to a row of the Analytics API. */
export interface AnalyticsNames {
  /**
   * With `names`: the user's email address, the API key's name, or the service account's ID. The name of a service account can only be
   * read with an OAuth token.
   */
  actorName?: string | undefined;
  /** With `names`: the name of the API key. */
  apiKeyName?: string | undefined;
  /** With `names`: the name of the workspace. */
  workspaceName?: string | undefined;
}
