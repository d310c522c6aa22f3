import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { serviceAccountId } from "../serviceAccount/index.ts";
import { endingWithWorkspace } from "../workspace/index.ts";
import type { WorkspaceServiceAccountArgs } from "./args.ts";
import { workspaceServiceAccount } from "./plan.ts";

/**
 * The membership of one service account in one workspace.
 *
 * Needs an OAuth token with the scope `org:admin`. An Admin API key is rejected at preview.
 *
 * What the API cannot do:
 * - assign the workspace role `workspace_billing` to a service account: service accounts cannot have the role `workspace_billing`. Use another workspace role.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class WorkspaceServiceAccount extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("WorkspaceServiceAccount");

  /** The ID of the workspace, `wrkspc_...`. */
  declare readonly workspace: pulumi.Output<string>;
  /** The ID of the service account, `svac_...`. */
  declare readonly serviceAccount: pulumi.Output<string>;
  /** The role in the workspace. */
  declare readonly role: pulumi.Output<string>;
  /**
   * `active`; `implicit` (in the default workspace, the membership was removed outside of Pulumi, and the service account has the role
   * `workspace_user` that every service account has there); `archived` (the workspace or the service account was archived outside of
   * Pulumi).
   */
  declare readonly status: pulumi.Output<string>;
  /** Whether an existing membership was adopted. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares a membership.
   *
   * Create rejects a service account that has another role in the workspace (unless the ownership moves from another resource of the
   * stack), an archived workspace and an archived service account. In the default workspace, a service account without an explicit
   * membership is an implicit `workspace_user`, to which delete reverts. Delete rejects more than `anthropic:maxRemovals` in one run.
   *
   * API: `POST /v1/organizations/workspaces/{id}/service_accounts`, `DELETE .../service_accounts/{service_account_id}`.
   */
  constructor(name: string, args: WorkspaceServiceAccountArgs, options?: pulumi.CustomResourceOptions) {
    const [inputs, ownOptions] = endingWithWorkspace(args, options);
    super(
      workspaceServiceAccount,
      name,
      { ...inputs, serviceAccount: serviceAccountId(args?.serviceAccount) },
      ownOptions,
    );
  }

  /** Reads a membership that is managed elsewhere, by its ID `wrkspc_.../svac_...`. Never writes to it. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): WorkspaceServiceAccount {
    return new WorkspaceServiceAccount(name, noArgs(), { ...options, id });
  }
}
