/**
 * The objects as they stand in the Admin API's JSON, version 2026-10-21. A test holds them assignable to the official
 * SDK's types.
 */

/** A role in an organization. Console organizations know the first five. */
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

/** A role in a workspace; `workspace_billing` is only ever inherited. */
export type WorkspaceRole =
  | "workspace_user"
  | "workspace_restricted_developer"
  | "workspace_developer"
  | "workspace_admin"
  | "workspace_billing";

/** A region that inference may run in. */
export type InferenceGeo = "global" | "us";

/** What an API key can be; `expired` comes by time alone. */
export type ApiKeyStatus = "active" | "inactive" | "archived" | "expired";

/** The answer of `GET /v1/organizations/me`. */
export interface OrganizationJson {
  /** A UUID without a prefix. */
  id: string;
  /** What people call it. */
  name: string;
  /** Constant. */
  type: "organization";
}

/** A member of the organization. */
export interface UserJson {
  /** `user_...` */
  id: string;
  /** Constant. */
  type: "user";
  /** The address, in the spelling it was given. */
  email: string;
  /** The full name. */
  name: string;
  /** The role in the organization. */
  role: OrganizationRole;
  /** When the person joined. */
  added_at: string;
}

/** An invitation, in whatever status. */
export interface InviteJson {
  /** `invite_...` */
  id: string;
  /** Constant. */
  type: "invite";
  /** Where the mail went. */
  email: string;
  /** The role that accepting it gives. */
  role: OrganizationRole;
  /** `expired` comes by time alone. */
  status: "pending" | "accepted" | "expired" | "deleted";
  /** When the mail went. */
  invited_at: string;
  /** 21 days after `invited_at`. */
  expires_at: string;
  /** When it was accepted, or null. */
  accepted_at: string | null;
  /** Empty in Console organizations. */
  rbac_group_ids: string[];
}

/** Where a workspace's data rests and where its inference may run. */
export interface DataResidencyJson {
  /** Where data rests; never changes. */
  workspace_geo: "us";
  /** Where inference may be asked to run. */
  allowed_inference_geos: "unrestricted" | InferenceGeo[];
  /** Where inference runs when a request does not say. */
  default_inference_geo: InferenceGeo;
}

/** A workspace, archived ones and the default one included. */
export interface WorkspaceJson {
  /** `wrkspc_...` */
  id: string;
  /** Constant. */
  type: "workspace";
  /** 1 to 255 characters, not unique. */
  name: string;
  /** When it was made. */
  created_at: string;
  /** The only sign of archiving. */
  archived_at: string | null;
  /** `#` and six hexadecimal digits. */
  display_color: string;
  /** A UUID for key policies. */
  compartment_id: string;
  /** Where its data rests and its inference runs. */
  data_residency: DataResidencyJson;
  /** The customer-managed key; once set, for good. */
  external_key_id: string | null;
  /** No key begins with `anthropic`. */
  tags: Record<string, string>;
  /** The user profile; once set, for good. */
  user_profile_id: string | null;
}

/** An explicit membership of a workspace. */
export interface WorkspaceMemberJson {
  /** Constant. */
  type: "workspace_member";
  /** Who. */
  user_id: string;
  /** Where. */
  workspace_id: string;
  /** The explicit role, whatever the person inherits. */
  workspace_role: WorkspaceRole;
}

/** Whom an API key acts as. */
export type PrincipalJson = UserActorJson | ServiceAccountActorJson;

/** A key that acts as a person. */
export interface UserActorJson {
  /** Constant. */
  type: "user_actor";
  /** The person. */
  user_id: string;
}

/** A key that acts as a service account. */
export interface ServiceAccountActorJson {
  /** Constant. */
  type: "service_account_actor";
  /** The service account. */
  service_account_id: string;
}

/** Where an API key belongs. */
export type ApiKeyScopeJson = WorkspaceScopeJson | OrganizationScopeJson;

/** A key of one workspace, the default one included. */
export interface WorkspaceScopeJson {
  /** Constant. */
  type: "workspace";
  /** The workspace. */
  workspace_id: string;
}

/** A key of no workspace; it has a principal. */
export interface OrganizationScopeJson {
  /** Constant. */
  type: "organization";
}

/** Who made an API key. */
export interface ApiKeyCreatorJson {
  /** `user_...` or `svac_...` */
  id: string;
  /** Which of the two. */
  type: "user" | "service_account";
}

/** An API key; its secret is never part of it. */
export interface ApiKeyJson {
  /** `apikey_...` */
  id: string;
  /** Constant. */
  type: "api_key";
  /** 1 to 500 characters. */
  name: string;
  /** Whether it works, and if not, why. */
  status: ApiKeyStatus;
  /** When it was made. */
  created_at: string;
  /** When it stops working, or null for never. */
  expires_at: string | null;
  /** Who made it; null when nobody recorded it. */
  created_by: ApiKeyCreatorJson | null;
  /** The two ends of the secret. */
  partial_key_hint: string | null;
  /** Whom it acts as; null for a key of a workspace. */
  principal: PrincipalJson | null;
  /** Where it belongs. */
  scope: ApiKeyScopeJson;
}

/** One page of a list with ID cursors. */
export interface PageJson<T> {
  /** The objects, newest first. */
  data: T[];
  /** Whether more follow in the direction asked for. */
  has_more: boolean;
  /** The cursor for the page before. */
  first_id: string | null;
  /** The cursor for the page after. */
  last_id: string | null;
}

/** Every error of the API. */
export interface ErrorJson {
  /** Constant. */
  type: "error";
  /** What was wrong. */
  error: ErrorBodyJson;
  /** The same as in the header. */
  request_id: string | null;
}

/** What was wrong. */
export interface ErrorBodyJson {
  /** The kind of error, such as `invalid_request_error`. */
  type: string;
  /** For people; its wording means nothing. */
  message: string;
  /** Only with a typed code. */
  details?: ErrorDetailsJson;
}

/** The typed code of an error and what comes with it. */
export interface ErrorDetailsJson {
  /** The typed code. */
  error_code: string;
  /** What comes with a few codes, such as `field`. */
  [key: string]: unknown;
}

/** The answer of `GET /v1/organizations/usage_report/messages`. */
export interface UsageReportJson {
  /** The buckets, oldest first, empty ones included. */
  data: UsageBucketJson[];
  /** Whether more follow. */
  has_more: boolean;
  /** What `page` must be to get them. */
  next_page: string | null;
}

/** One stretch of time in a usage report. */
export interface UsageBucketJson {
  /** Where it begins. */
  starting_at: string;
  /** Where the next one begins. */
  ending_at: string;
  /** One entry for each group that has any usage. */
  results: UsageResultJson[];
}

/** What one group used; what is not grouped by is null. */
export interface UsageResultJson {
  /** Tokens read that no cache held. */
  uncached_input_tokens: number;
  /** Tokens written to caches, by how long these live. */
  cache_creation: CacheCreationJson;
  /** Tokens read from caches. */
  cache_read_input_tokens: number;
  /** Tokens written. */
  output_tokens: number;
  /** What tools of the server were used. */
  server_tool_use: ServerToolUseJson;
  /** Not recorded by the emulator. */
  account_id: string | null;
  /** The key. */
  api_key_id: string | null;
  /** Not recorded by the emulator. */
  context_window: string | null;
  /** Not recorded by the emulator. */
  inference_geo: string | null;
  /** Not recorded by the emulator. */
  model: string | null;
  /** Not recorded by the emulator. */
  service_account_id: string | null;
  /** Not recorded by the emulator. */
  service_tier: string | null;
  /** The workspace, null for the default one. */
  workspace_id: string | null;
}

/** Tokens written to caches. */
export interface CacheCreationJson {
  /** Those of caches that live an hour. */
  ephemeral_1h_input_tokens: number;
  /** Those of caches that live five minutes. */
  ephemeral_5m_input_tokens: number;
}

/** What tools of the server were used. */
export interface ServerToolUseJson {
  /** Searches of the web. */
  web_search_requests: number;
}
