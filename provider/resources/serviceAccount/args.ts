import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a ServiceAccount. Arguments that are left out are not managed: their outputs have the current values. */
export interface ServiceAccountArgs {
  /**
   * The name, unique in the organization: 1 to 255 lowercase letters, digits and hyphens. The API cannot change it, so another name
   * replaces the resource: the new service account is created first, the resources of the program that refer to the old one change to
   * it, and the old one is archived, which is final.
   */
  name: pulumi.Input<string>;
  /** The description, at most 2000 characters; `""` clears it. Updates in place. */
  description?: pulumi.Input<string>;
  /**
   * The role in the organization: `"developer"` (the API's default) or `"admin"`, which a service account needs for tokens with the scope
   * `org:admin`. Updates in place. Setting `"admin"` needs a token from an interactive login.
   */
  organizationRole?: pulumi.Input<"developer" | "admin">;
  /**
   * What update does if the service account was archived outside of Pulumi: `"refuse"` (default) fails, and the resource keeps the status
   * `archived`; `"recreate"` replaces it with a new service account. Other resources of the program that refer to it change to the new
   * one.
   */
  onArchived?: pulumi.Input<"refuse" | "recreate">;
  /**
   * What delete does: `"archive"`, which is final (default for a service account that this stack created), or `"retain"` (default if
   * `adopted` is `true`), which leaves it unchanged. Takes effect after one `up`.
   */
  onDelete?: pulumi.Input<"archive" | "retain">;
}
