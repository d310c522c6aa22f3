import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { endingWithGroup } from "../rbacGroup/index.ts";
import type { RbacGroupMemberStatus, RbacGroupMembersArgs } from "./args.ts";
import { rbacGroupMembers } from "./plan.ts";

/**
 * All members of one RBAC group of a Claude Enterprise organization, as one list.
 *
 * What the API cannot do:
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class RbacGroupMembers extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("RbacGroupMembers");

  /** The ID of the group, `rbac_group_...`. */
  declare readonly group: pulumi.Output<string>;
  /** The declared members; after a refresh, the members of the group that the list manages. */
  declare readonly members: pulumi.Output<string[]>;
  /**
   * The status of each declared member, and of members that the program does not declare. It is secret if a part of `members` is.
   */
  declare readonly memberStatuses: pulumi.Output<RbacGroupMemberStatus[]>;
  /**
   * The declared members whom the last refresh did not find. `up` adds them again. Delete also removes them, since the response may have
   * been wrong. Undefined if there are none. It is secret if a part of `members` is.
   */
  declare readonly unseenMembers: pulumi.Output<RbacGroupMemberStatus[] | undefined>;
  /** `active`, or `removed` if the group was deleted outside of Pulumi. */
  declare readonly status: pulumi.Output<string>;
  /** Whether the list was adopted by `import`. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares the whole list.
   *
   * If a user is not in the organization, the membership is `pending`, which is not an error. An invited user is added by the first `up`
   * after they accept. Members of other organizations of the enterprise are left unchanged, unless the program declares them or
   * `allOrganizations` is set. Create rejects members of this organization who are neither declared nor in `except` (the option
   * `import: "rbac_group_..."` records them instead), unless their ownership moves from another resource of the stack. Update and delete
   * reject more than `anthropic:maxRemovals` in one run. The members of a group of the identity provider are read-only while SCIM is in
   * use, as are those of a group with a role that grants owner access. With the key of a Console organization, preview fails.
   *
   * API: `GET` and `POST /v1/organizations/rbac_groups/{id}/members`, `DELETE .../members/{user_id}`.
   */
  constructor(name: string, args: RbacGroupMembersArgs, options?: pulumi.CustomResourceOptions) {
    super(rbacGroupMembers, name, ...endingWithGroup(args, options));
  }

  /** Reads the list of a group that is managed elsewhere, by the group's ID `rbac_group_...`. Never writes to it. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): RbacGroupMembers {
    return new RbacGroupMembers(name, noArgs(), { ...options, id });
  }
}
