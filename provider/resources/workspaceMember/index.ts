import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { endingWithWorkspace } from "../workspace/index.ts";
import type { WorkspaceMemberArgs } from "./args.ts";
import { workspaceMember } from "./plan.ts";

/**
 * The membership of one user in one workspace.
 *
 * What the API cannot do:
 * - add or remove members of the default workspace: the default workspace has no members of its own; the organization role gives access to it. Change the user's organization role with a Member, or use another workspace.
 * - assign the workspace role `workspace_billing`: `workspace_billing` comes with the organization role `billing` and cannot be assigned. Set `role: "billing"` on a Member for the user, or use another workspace role.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class WorkspaceMember extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("WorkspaceMember");

  /** The ID of the workspace, `wrkspc_...`. */
  declare readonly workspace: pulumi.Output<string>;
  /** The email address of the user. */
  declare readonly email: pulumi.Output<string | undefined>;
  /** The ID `user_...`, once the user is in the organization. */
  declare readonly userId: pulumi.Output<string | undefined>;
  /** The role in the workspace. */
  declare readonly role: pulumi.Output<string>;
  /**
   * `active`; `implicit` (the organization role `admin` or `billing` already gives access, and the API allows no explicit
   * membership; the first `up` after a demotion adds it); `pending` (the user is not in the organization; the first `up` after
   * acceptance adds the membership); `archived` (the workspace was archived outside of Pulumi).
   */
  declare readonly status: pulumi.Output<string>;
  /**
   * Why a membership is pending: `acceptance` (the invitation is not accepted yet), `expired` (the invitation expired),
   * `emailChanged` (it was accepted, but no user has the email address now: a notice names the probable user) or `notInvited` (the
   * user is neither in the organization nor invited).
   */
  declare readonly waitingFor: pulumi.Output<string | undefined>;
  /** Whether an existing membership was adopted. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares a membership.
   *
   * If the user is not in the organization, the membership is `pending`, which is not an error. Create rejects a user who has
   * another role in the workspace (unless the ownership moves from another resource of the stack), the default workspace, and an archived
   * workspace. Delete rejects more than `anthropic:maxRemovals` in one run.
   *
   * API: `POST /v1/organizations/workspaces/{id}/members`, `POST` and `DELETE .../members/{user_id}`.
   */
  constructor(name: string, args: WorkspaceMemberArgs, options?: pulumi.CustomResourceOptions) {
    super(workspaceMember, name, ...endingWithWorkspace(args, options));
  }

  /** Reads a membership that is managed elsewhere, by ID `wrkspc_.../alice@example.com` or `wrkspc_.../user_...`. Never writes to it. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): WorkspaceMember {
    return new WorkspaceMember(name, noArgs(), { ...options, id });
  }
}
