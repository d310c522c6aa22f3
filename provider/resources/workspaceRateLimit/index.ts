import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { endingWithWorkspace } from "../workspace/index.ts";
import type { WorkspaceRateLimitArgs } from "./args.ts";
import { workspaceRateLimit } from "./plan.ts";

/**
 * Overrides of the organization's rate limits in a workspace, for one model family or one API.
 *
 * What the API cannot do:
 * - override the rate limits of the default workspace: the default workspace has the rate limits of the organization. Use another workspace.
 * - override other types of rate limits: the API can override only some types of rate limits in a workspace. Use `requests_per_minute`, `input_tokens_per_minute`, `input_tokens_per_minute_cache_aware`, `output_tokens_per_minute`, `tokens_per_minute`, `tokens_per_day`, `tool_uses_per_second`, `fast_itpmca` or `fast_otpm`.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class WorkspaceRateLimit extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("WorkspaceRateLimit");

  /** The ID of the workspace, `wrkspc_...`. */
  declare readonly workspace: pulumi.Output<string>;
  /** The declared model. */
  declare readonly model: pulumi.Output<string | undefined>;
  /** `model_group`, `batch`, `files`, `skills`, `token_count` or `web_search`. */
  declare readonly groupType: pulumi.Output<string>;
  /** All limits of the group that the workspace overrides, by type, including those that the program does not manage. */
  declare readonly limits: pulumi.Output<Record<string, number>>;
  /** The ID of the group, `rlg_...`. It is the same in every organization. */
  declare readonly groupId: pulumi.Output<string>;
  /** The ID of the organization's limits of the group. */
  declare readonly rateLimitId: pulumi.Output<string>;
  /** `active`, or `archived` when the workspace was archived outside of Pulumi. */
  declare readonly status: pulumi.Output<string>;
  /** Whether the workspace already had the declared limits, so that create wrote nothing. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares limits of one group in a workspace.
   *
   * Create rejects existing overrides with different values (unless their ownership moves from another resource of the stack), the
   * default workspace, an archived workspace, and a model that the organization has no limits for. A limit above the organization's
   * causes a warning. Delete clears the declared limits, including adopted ones, so that the organization's limits apply again. Preview
   * rejects two resources with the same group and workspace.
   *
   * API: `GET /v1/organizations/workspaces/{id}/rate_limits`, `POST .../rate_limits/{rate_limit_id}`, `GET /v1/organizations/rate_limits`.
   */
  constructor(name: string, args: WorkspaceRateLimitArgs, options?: pulumi.CustomResourceOptions) {
    super(workspaceRateLimit, name, ...endingWithWorkspace(args, options));
  }

  /**
   * Reads limits that are managed elsewhere, by their ID `wrkspc_.../rlg_...`; `wrkspc_.../claude-opus-5-5` and `wrkspc_.../batch` are
   * accepted too. Never writes to them.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): WorkspaceRateLimit {
    return new WorkspaceRateLimit(name, noArgs(), { ...options, id });
  }
}
