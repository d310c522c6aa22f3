import type * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../workspace/index.ts";

/** Rate limits by type, with the API's names. Each is a whole number, 0 or more. 0 rejects every request. */
export interface RateLimitsArgs {
  /** Requests per minute. */
  requests_per_minute?: pulumi.Input<number>;
  /**
   * Input tokens per minute, including tokens that are read from the prompt cache. Applies in addition to the organization's
   * `input_tokens_per_minute_cache_aware`, so it can reject requests that read mostly from the cache.
   */
  input_tokens_per_minute?: pulumi.Input<number>;
  /** Input tokens per minute, without tokens that are read from the prompt cache. Current models usually have this type. */
  input_tokens_per_minute_cache_aware?: pulumi.Input<number>;
  /** Output tokens per minute. */
  output_tokens_per_minute?: pulumi.Input<number>;
  /** Input and output tokens per minute. */
  tokens_per_minute?: pulumi.Input<number>;
  /** Input and output tokens per day. */
  tokens_per_day?: pulumi.Input<number>;
  /** Uses of a tool, such as web search, per second. */
  tool_uses_per_second?: pulumi.Input<number>;
  /** Input tokens per minute in fast mode, without tokens that are read from the prompt cache. */
  fast_itpmca?: pulumi.Input<number>;
  /** Output tokens per minute in fast mode. */
  fast_otpm?: pulumi.Input<number>;
}

/** The arguments of a WorkspaceRateLimit. Exactly one of `model` and `groupType` is required. */
export interface WorkspaceRateLimitArgs {
  /**
   * The workspace, or its ID `wrkspc_...`. Not the default workspace. Another workspace replaces the resource, which clears the limits of
   * the old one. If the program also declares the workspace and archives it on delete, the limits need no request of their own.
   */
  workspace: Workspace | pulumi.Input<string>;
  /**
   * A model or its alias, such as `claude-opus-5-5`. The models of its family share the limits. The family is looked up once, on
   * create. A model of another family replaces the resource; one of the same family updates in place.
   */
  model?: pulumi.Input<string>;
  /**
   * The API that the limits apply to, instead of a model family: `batch` (Message Batches), `files`, `skills`, `token_count` or
   * `web_search`. Changing it replaces the resource.
   */
  groupType?: pulumi.Input<"batch" | "files" | "skills" | "token_count" | "web_search">;
  /**
   * The limits that the workspace overrides, by type; at least one. Only the types that are set are managed. Updates in place, with one
   * request; removing a type clears it, so that the organization's limit applies again. A limit above the organization's is stored, and
   * the API enforces the lower one. Changes take effect within about an hour.
   */
  limits: pulumi.Input<RateLimitsArgs>;
}
