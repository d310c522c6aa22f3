/**
 * The rate limits of the Admin API's JSON, version 2026-10-21. A test compares them with the types of the official SDK.
 */

/** The type of a rate-limit group: a model family, or one API. */
export type RateLimitGroupTypeJson =
  | "batch"
  | "files"
  | "model_group"
  | "skills"
  | "token_count"
  | "web_search";

/** The group that a rate limit applies to. */
export type RateLimitGroupJson = ModelRateLimitGroupJson | ApiRateLimitGroupJson;

/** A model family with common limits. */
export interface ModelRateLimitGroupJson {
  /** `rlg_...`, the same in every organization. */
  id: string;
  /** Constant. */
  type: "model_group";
  /** A name for display. */
  display_name: string;
}

/** An API with limits of its own. */
export interface ApiRateLimitGroupJson {
  /** `rlg_...`, the same in every organization. */
  id: string;
  /** The API. */
  type: Exclude<RateLimitGroupTypeJson, "model_group">;
}

/** One limit. */
export interface RateLimitValueJson {
  /** The type of the limit, such as `requests_per_minute`. */
  type: string;
  /** The limit. */
  value: number;
}

/** The limits of one group in an organization. */
export interface RateLimitJson {
  /** Opaque, and different in every organization. */
  id: string;
  /** Constant. */
  type: "rate_limit";
  /** The group that the limits apply to. */
  group: RateLimitGroupJson;
  /** The names and aliases of the models; null for the other groups. */
  models: string[] | null;
  /** The limits. */
  limits: RateLimitValueJson[];
}

/** One limit of a workspace. */
export interface WorkspaceRateLimitValueJson extends RateLimitValueJson {
  /** The organization's limit of the same type, or null if it has none. */
  org_limit: number | null;
  /** Whether the workspace overrides the limit. */
  source: WorkspaceRateLimitSourceJson;
}

/** The source of a limit in a workspace. */
export interface WorkspaceRateLimitSourceJson {
  /** `workspace` for an override, `organization` for a limit that the workspace inherits. */
  type: "workspace" | "organization";
}

/** The limits of one group in a workspace. */
export interface WorkspaceRateLimitJson {
  /** Constant. */
  type: "workspace_rate_limit";
  /** The workspace. */
  workspace_id: string;
  /** The `id` of the organization's limits of the same group. */
  rate_limit_id: string;
  /** The group that the limits apply to. */
  group: RateLimitGroupJson;
  /** The names and aliases of the models; null for the other groups. */
  models: string[] | null;
  /** The limits. */
  limits: WorkspaceRateLimitValueJson[];
}
