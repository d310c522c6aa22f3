import * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { isRetained } from "../../kernel/retention.ts";
import type { RbacGroupArgs } from "./args.ts";
import { rbacGroup } from "./plan.ts";

/**
 * The group as a target for `deletedWith`; it has a URN only if delete deletes the group. The members of a retained group must be removed
 * one by one, or their access would outlive the stack.
 */
function deletedResource(declared: RbacGroup, onDelete: RbacGroupArgs["onDelete"]): pulumi.Resource {
  const urn = pulumi
    .all([declared.urn, declared.adopted, onDelete])
    .apply(([own, adopted, declaredOnDelete]) =>
      isRetained({ onDelete: declaredOnDelete, adopted }) ? "" : own,
    );
  return Object.create(declared, { urn: { value: urn } });
}

/**
 * An RBAC group of a Claude Enterprise organization. Its members get the permissions of its roles.
 *
 * What the API cannot do:
 * - attach a role to an RBAC group: the API can only read the roles of a group. Attach roles in the organization settings of Claude, and read them from the output `roleIds`.
 * - create an RBAC group of the identity provider: only the identity provider can create such a group, and the API creates groups with the source type `direct`. Leave `sourceType` out, or create the group in the identity provider and read it with `RbacGroup.get`.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class RbacGroup extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("RbacGroup");

  /** The name. */
  declare readonly name: pulumi.Output<string>;
  /** `direct`, or `scim` if the identity provider provisions the group, which makes it read-only while SCIM is in use. */
  declare readonly sourceType: pulumi.Output<string>;
  /**
   * The IDs of its roles, sorted. Roles are attached in the settings of Claude. Undefined until the API has returned them. While the API
   * does not know them, the output keeps its last value.
   */
  declare readonly roleIds: pulumi.Output<string[] | undefined>;
  /** When it was created, in RFC 3339 format. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When it was last changed, in RFC 3339 format. */
  declare readonly updatedAt: pulumi.Output<string>;
  /** `active`, or `removed` if the group was deleted outside of Pulumi. */
  declare readonly status: pulumi.Output<string>;
  /**
   * `true` if it is not certain that this stack created the group: it was adopted by `import`, or it was found after the response to its
   * create was lost. Decides the default of `onDelete`.
   */
  declare readonly adopted: pulumi.Output<boolean>;
  /** @internal The `deletedWith` target of resources that end with the group; undefined if delete never deletes it. */
  readonly deleted: pulumi.Resource | undefined;

  /**
   * Declares a group.
   *
   * Create rejects the name of another group (unless `allowDuplicateName`). A group of the identity provider (`sourceType` is `scim`) can
   * be adopted with the option `import`, but while SCIM is in use, the API rejects a rename, a change of its members and delete. The API
   * also does not delete a group with a role that grants owner access. Delete rejects a group with more members than
   * `anthropic:maxRemovals` allows in one run. With the key of a Console organization, preview fails.
   *
   * API: `POST /v1/organizations/rbac_groups`, `POST` and `DELETE .../rbac_groups/{id}`.
   */
  constructor(name: string, args: RbacGroupArgs, options?: pulumi.CustomResourceOptions) {
    super(rbacGroup, name, { ...args }, options);
    const managed = options?.id === undefined && options?.retainOnDelete !== true;
    this.deleted = managed ? deletedResource(this, args.onDelete) : undefined;
  }

  /** Reads a group that is managed elsewhere, by its ID `rbac_group_...`. Never writes to it. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): RbacGroup {
    return new RbacGroup(name, noArgs(), { ...options, id });
  }
}

/** The inputs and the options of a resource that ends with its group, so that deleting the group is the only request. */
export function endingWithGroup(
  { group, ...others }: { readonly group: RbacGroup | pulumi.Input<string> | undefined },
  options: pulumi.CustomResourceOptions | undefined,
): [pulumi.Inputs, pulumi.CustomResourceOptions] {
  const deleted = group instanceof RbacGroup ? group.deleted : undefined;
  return [
    { ...others, group: group instanceof RbacGroup ? group.id : group },
    deleted === undefined ? { ...options } : { deletedWith: deleted, ...options },
  ];
}
