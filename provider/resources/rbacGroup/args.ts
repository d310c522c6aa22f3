import type * as pulumi from "@pulumi/pulumi";

/** The arguments of an RbacGroup. */
export interface RbacGroupArgs {
  /**
   * The name, 1 to 255 characters; surrounding spaces are trimmed. Updates in place. Create rejects the name of another group unless
   * `allowDuplicateName` is set.
   */
  name: pulumi.Input<string>;
  /** Whether create accepts the name of another group. Default: `false`. */
  allowDuplicateName?: pulumi.Input<boolean>;
  /**
   * What update does if the group was deleted outside of Pulumi: `"refuse"` (default) fails, and the resource keeps the status
   * `removed`; `"recreate"` replaces it with a new group, which has no roles and no members.
   */
  onRemoved?: pulumi.Input<"refuse" | "recreate">;
  /**
   * What delete does: `"delete"`, which removes the access that the group gives to its members (default for a group that this stack
   * created), or `"retain"` (default if `adopted` is `true`), which leaves the group unchanged. Takes effect after one `up`, since delete
   * uses what the last `up` stored.
   */
  onDelete?: pulumi.Input<"delete" | "retain">;
}
