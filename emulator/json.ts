/**
 * The objects of the Admin API's JSON, version 2026-10-21. A test compares them with the types of the official SDK.
 */

/** A role in an organization. Console organizations have the first five. */
export type OrganizationRole =
  | "user"
  | "claude_code_user"
  | "developer"
  | "billing"
  | "admin"
  | "managed"
  | "membership_admin"
  | "owner"
  | "primary_owner";

/** A role in a workspace. `workspace_billing` is only inherited. */
export type WorkspaceRole =
  | "workspace_user"
  | "workspace_restricted_developer"
  | "workspace_developer"
  | "workspace_admin"
  | "workspace_billing";

/** A region for inference. */
export type InferenceGeo = "global" | "us";

/** The status of an API key. A key becomes `expired` at its `expires_at`. */
export type ApiKeyStatus = "active" | "inactive" | "archived" | "expired";

/** The response of `GET /v1/organizations/me`. */
export interface OrganizationJson {
  /** A UUID without a prefix. */
  id: string;
  /** The name. */
  name: string;
  /** Constant. */
  type: "organization";
}

/** A user of the organization. */
export interface UserJson {
  /** `user_...` */
  id: string;
  /** Constant. */
  type: "user";
  /** The email address, in its original spelling. */
  email: string;
  /** The full name. */
  name: string;
  /** The role in the organization. */
  role: OrganizationRole;
  /** When the user joined. */
  added_at: string;
}

/** An invitation of any status. */
export interface InviteJson {
  /** `invite_...` */
  id: string;
  /** Constant. */
  type: "invite";
  /** The email address. */
  email: string;
  /** The role of the user who accepts it. */
  role: OrganizationRole;
  /** An invitation becomes `expired` at its `expires_at`. */
  status: "pending" | "accepted" | "expired" | "deleted";
  /** When it was sent. */
  invited_at: string;
  /** 21 days after `invited_at`. */
  expires_at: string;
  /** When it was accepted, or null. */
  accepted_at: string | null;
  /** Empty in Console organizations. */
  rbac_group_ids: string[];
}

/** Where a workspace's data is stored and where its inference runs. */
export interface DataResidencyJson {
  /** Where data is stored. It cannot be changed. */
  workspace_geo: "us";
  /** The regions that a request may select. */
  allowed_inference_geos: "unrestricted" | InferenceGeo[];
  /** The region of requests that select none. */
  default_inference_geo: InferenceGeo;
}

/** A workspace, which can be archived or the default one. */
export interface WorkspaceJson {
  /** `wrkspc_...` */
  id: string;
  /** Constant. */
  type: "workspace";
  /** 1 to 255 characters. Names are not unique. */
  name: string;
  /** When it was created. */
  created_at: string;
  /** When it was archived, or null. */
  archived_at: string | null;
  /** `#` and six hexadecimal digits. */
  display_color: string;
  /** A UUID, for use in key policies. */
  compartment_id: string;
  /** Where its data is stored and its inference runs. */
  data_residency: DataResidencyJson;
  /** The customer-managed key. It can be set once. */
  external_key_id: string | null;
  /** The tags. No key begins with `anthropic`. */
  tags: Record<string, string>;
  /** The user profile. It can be set once. */
  user_profile_id: string | null;
}

/** An explicit membership of a workspace. */
export interface WorkspaceMemberJson {
  /** Constant. */
  type: "workspace_member";
  /** The user. */
  user_id: string;
  /** The workspace. */
  workspace_id: string;
  /** The explicit role, not the inherited one. */
  workspace_role: WorkspaceRole;
}

/** The identity that an API key acts as. */
export type PrincipalJson = UserActorJson | ServiceAccountActorJson;

/** The user that a personal key acts as. */
export interface UserActorJson {
  /** Constant. */
  type: "user_actor";
  /** The user. */
  user_id: string;
}

/** The service account that a key acts as. */
export interface ServiceAccountActorJson {
  /** Constant. */
  type: "service_account_actor";
  /** The service account. */
  service_account_id: string;
}

/** The scope of an API key. */
export type ApiKeyScopeJson = WorkspaceScopeJson | OrganizationScopeJson;

/** The scope of a key that belongs to a workspace. */
export interface WorkspaceScopeJson {
  /** Constant. */
  type: "workspace";
  /** The workspace. */
  workspace_id: string;
}

/** The scope of a key without a workspace. Such a key has a principal. */
export interface OrganizationScopeJson {
  /** Constant. */
  type: "organization";
}

/** The creator of an API key. */
export interface ApiKeyCreatorJson {
  /** `user_...` or `svac_...` */
  id: string;
  /** The type of the creator. */
  type: "user" | "service_account";
}

/** An API key, without its secret. */
export interface ApiKeyJson {
  /** `apikey_...` */
  id: string;
  /** Constant. */
  type: "api_key";
  /** 1 to 500 characters. */
  name: string;
  /** The status. Only an active key works. */
  status: ApiKeyStatus;
  /** When it was created. */
  created_at: string;
  /** When it expires, or null for never. */
  expires_at: string | null;
  /** The creator, or null if it is unknown. */
  created_by: ApiKeyCreatorJson | null;
  /** The beginning and the end of the secret. */
  partial_key_hint: string | null;
  /** The identity that it acts as; null for a key of a workspace. */
  principal: PrincipalJson | null;
  /** The workspace or organization that it belongs to. */
  scope: ApiKeyScopeJson;
}

/** One page of a list with ID cursors. */
export interface PageJson<T> {
  /** The objects, newest first. */
  data: T[];
  /** Whether there are more objects in the requested direction. */
  has_more: boolean;
  /** The `before_id` of the previous page. */
  first_id: string | null;
  /** The `after_id` of the next page. */
  last_id: string | null;
}

/** An error response. */
export interface ErrorJson {
  /** Constant. */
  type: "error";
  /** The error. */
  error: ErrorBodyJson;
  /** The value of the `request-id` header. */
  request_id: string | null;
}

/** An error. */
export interface ErrorBodyJson {
  /** The type of error, such as `invalid_request_error`. */
  type: string;
  /** A text for people. Programs must not depend on it. */
  message: string;
  /** Details, only for errors with an error code. */
  details?: ErrorDetailsJson;
}

/** The error code and its details. */
export interface ErrorDetailsJson {
  /** The error code. */
  error_code: string;
  /** Details of some error codes, such as `field`. */
  [key: string]: unknown;
}

/** The response of `GET /v1/organizations/usage_report/messages`. */
export interface UsageReportJson {
  /** The buckets, oldest first, including empty ones. */
  data: UsageBucketJson[];
  /** Whether there are more buckets. */
  has_more: boolean;
  /** The `page` of the next request, or null. */
  next_page: string | null;
}

/** A period of a usage report. */
export interface UsageBucketJson {
  /** When it begins. */
  starting_at: string;
  /** When it ends, which is when the next one begins. */
  ending_at: string;
  /** One result per group with usage. */
  results: UsageResultJson[];
}

/** The usage of one group. A field that is not in `group_by` is null. */
export interface UsageResultJson {
  /** Input tokens that were not read from a cache. */
  uncached_input_tokens: number;
  /** Tokens written to caches, by lifetime. */
  cache_creation: CacheCreationJson;
  /** Tokens read from caches. */
  cache_read_input_tokens: number;
  /** Output tokens. */
  output_tokens: number;
  /** Uses of server tools. */
  server_tool_use: ServerToolUseJson;
  /** The user, for usage that is attributed to one. */
  account_id: string | null;
  /** The key; null for usage without one, such as that of the Console. */
  api_key_id: string | null;
  /** `0-200k` or `200k-1M`. */
  context_window: string | null;
  /** `global`, `us` or `not_available`. */
  inference_geo: string | null;
  /** The model. */
  model: string | null;
  /** The service account, for usage that is attributed to one. */
  service_account_id: string | null;
  /** `standard`, `batch` and others. */
  service_tier: string | null;
  /** `standard` or `fast`; needs a beta header. */
  speed: string | null;
  /** The workspace, null for the default one. */
  workspace_id: string | null;
}

/** Tokens written to caches, by lifetime. */
export interface CacheCreationJson {
  /** Tokens in caches with a lifetime of an hour. */
  ephemeral_1h_input_tokens: number;
  /** Tokens in caches with a lifetime of five minutes. */
  ephemeral_5m_input_tokens: number;
}

/** Uses of server tools. */
export interface ServerToolUseJson {
  /** Web searches. */
  web_search_requests: number;
}

/** One page of a list with opaque cursors. */
export interface CursorPageJson<T> {
  /** The objects. */
  data: T[];
  /** The `page` of the next request, or null. */
  next_page: string | null;
}
