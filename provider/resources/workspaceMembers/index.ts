import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { endingWithWorkspace } from "../workspace/index.ts";
import type { ListedMember, MemberStatus, WorkspaceMembersArgs } from "./args.ts";
import { workspaceMembers } from "./plan.ts";

/**
 * All explicit members of one workspace, as one list.
 *
 * What the API cannot do:
 * - add or remove members of the default workspace: the default workspace has no members of its own; the organization role gives access to it. Change the user's organization role with a Member, or use another workspace.
 * - assign the workspace role `workspace_billing`: `workspace_billing` comes with the organization role `billing` and cannot be assigned. Set `role: "billing"` on a Member for the user, or use another workspace role.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class WorkspaceMembers extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("WorkspaceMembers");

  /** The ID of the workspace, `wrkspc_...`. */
  declare readonly workspace: pulumi.Output<string>;
  /** The declared members; after a refresh, the members of the workspace, without those in `except`. */
  declare readonly members: pulumi.Output<ListedMember[]>;
  /** The status of each declared member, and of members that the program does not declare. It is secret if a part of `members` is. */
  declare readonly memberStatuses: pulumi.Output<MemberStatus[]>;
  /**
   * The declared members whom the last refresh did not find. `up` adds them again. Delete also removes them, since the response may have
   * been wrong. Undefined if there are none. It is secret if a part of `members` is.
   */
  declare readonly unseenMembers: pulumi.Output<MemberStatus[] | undefined>;
  /** `active`, or `archived` when the workspace was archived outside of Pulumi. */
  declare readonly status: pulumi.Output<string>;
  /** Whether the list was adopted by `import`. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares the whole list.
   *
   * If the user is not in the organization, the membership is `pending`, which is not an error. Create rejects members who are neither
   * declared nor in `except` (the option `import: "wrkspc_..."` records them instead), members whose role differs from the declared one
   * (both unless their ownership moves from another resource of the stack), the default workspace, and an archived workspace. Preview
   * rejects a WorkspaceMember of the same workspace whose user is not in `except`. Update and delete reject more than
   * `anthropic:maxRemovals` in one run.
   *
   * API: `GET` and `POST /v1/organizations/workspaces/{id}/members`, `POST` and `DELETE .../members/{user_id}`.
   */
  constructor(name: string, args: WorkspaceMembersArgs, options?: pulumi.CustomResourceOptions) {
    super(workspaceMembers, name, ...endingWithWorkspace(args, options));
  }

  /** Reads the list of a workspace that is managed elsewhere, by the workspace's ID `wrkspc_...`. Never writes to it. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): WorkspaceMembers {
    return new WorkspaceMembers(name, noArgs(), { ...options, id });
  }
}
