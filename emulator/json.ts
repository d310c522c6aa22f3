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
  id: string;
  name: string;
  type: "organization";
}

/** A member of the organization. */
export interface UserJson {
  id: string;
  type: "user";
  email: string;
  name: string;
  role: OrganizationRole;
  added_at: string;
}

/** An invitation, in whatever status. */
export interface InviteJson {
  id: string;
  type: "invite";
  email: string;
  role: OrganizationRole;
  status: "pending" | "accepted" | "expired" | "deleted";
  invited_at: string;
  expires_at: string;
  accepted_at: string | null;
  rbac_group_ids: string[];
}

/** Where a workspace's data rests and where its inference may run. */
export interface DataResidencyJson {
  workspace_geo: "us";
  allowed_inference_geos: "unrestricted" | InferenceGeo[];
  default_inference_geo: InferenceGeo;
}

/** A workspace, archived ones and the default one included. */
export interface WorkspaceJson {
  id: string;
  type: "workspace";
  name: string;
  created_at: string;
  archived_at: string | null;
  display_color: string;
  compartment_id: string;
  data_residency: DataResidencyJson;
  external_key_id: string | null;
  tags: Record<string, string>;
  user_profile_id: string | null;
}

/** An explicit membership of a workspace. */
export interface WorkspaceMemberJson {
  type: "workspace_member";
  user_id: string;
  workspace_id: string;
  workspace_role: WorkspaceRole;
}

/** Whom an API key acts as. */
export type PrincipalJson =
  | { type: "user_actor"; user_id: string }
  | { type: "service_account_actor"; service_account_id: string };

/** Where an API key belongs. */
export type ApiKeyScopeJson = { type: "workspace"; workspace_id: string } | { type: "organization" };

/** Who made an API key. */
export interface ApiKeyCreatorJson {
  id: string;
  type: "user" | "service_account";
}

/** An API key; its secret is never part of it. */
export interface ApiKeyJson {
  id: string;
  type: "api_key";
  name: string;
  status: ApiKeyStatus;
  created_at: string;
  expires_at: string | null;
  created_by: ApiKeyCreatorJson | null;
  partial_key_hint: string | null;
  principal: PrincipalJson | null;
  scope: ApiKeyScopeJson;
}

/** One page of a list with ID cursors. */
export interface PageJson<T> {
  data: T[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

/** Every error of the API. */
export interface ErrorJson {
  type: "error";
  error: { type: string; message: string; details?: { error_code: string; [key: string]: unknown } };
  request_id: string | null;
}
