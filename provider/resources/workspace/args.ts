import type * as pulumi from "@pulumi/pulumi";

/** Where a workspace's data is stored, and where its requests run. */
export interface DataResidencyArgs {
  /**
   * Where data is stored: `us`, the only value and the default. It is set at creation. Changing it is rejected, since the API
   * cannot move a workspace's data.
   */
  workspaceGeo?: pulumi.Input<"us">;
  /**
   * The inference geographies that requests may choose: `"unrestricted"` (the API's default), or an array of `global` and
   * `us` in any order. Updates in place.
   */
  allowedInferenceGeos?: pulumi.Input<"unrestricted" | pulumi.Input<"global" | "us">[]>;
  /**
   * The inference geography of requests that do not choose one: `global` (the API's default) or `us`. Must be in
   * `allowedInferenceGeos`. Updates in place.
   */
  defaultInferenceGeo?: pulumi.Input<"global" | "us">;
}

/** The arguments of a Workspace. Arguments that are left out are not managed: their outputs have the current values. */
export interface WorkspaceArgs {
  /**
   * The name, 1 to 255 characters; surrounding spaces are trimmed. Updates in place. Create rejects the name of an active
   * workspace unless `allowDuplicateName` is set.
   */
  name: pulumi.Input<string>;
  /** The color in the Console, `#RRGGBB`. If it is left out, the API chooses one. Updates in place. */
  displayColor?: pulumi.Input<string>;
  /**
   * All tags: a tag that is added outside of Pulumi is drift. Updates in place. `{}` removes all tags; without `tags` they are
   * not managed. Keys must not begin with `anthropic`.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Where data is stored and requests run. Only the fields that are set are managed. */
  dataResidency?: pulumi.Input<DataResidencyArgs>;
  /**
   * The ID of the customer-managed encryption key, `ekey_...`: `externalKeyId: key.id` for an ExternalKey. Setting the first one updates
   * in place; changing it is rejected, since the API can set it only once. An archived workspace keeps its key.
   */
  externalKeyId?: pulumi.Input<string>;
  /**
   * The ID of the user profile that every inference request must name, `uprof_...`. Setting the first one updates in place;
   * changing it is rejected, since the API can set it only once.
   */
  userProfileId?: pulumi.Input<string>;
  /**
   * Whether delete archives a workspace that has active API keys, which permanently stop working. Default: `false`. Takes effect
   * after one `up`, since delete uses what the last `up` stored.
   */
  forceDestroy?: pulumi.Input<boolean>;
  /**
   * What update does if the workspace was archived outside of Pulumi: `"refuse"` (default) fails, and the resource keeps the
   * status `archived`; `"recreate"` replaces it with a new workspace, which has no keys and no members. A workspace that the
   * API no longer returns (status `removed`) is not recreated.
   */
  onArchived?: pulumi.Input<"refuse" | "recreate">;
  /**
   * What delete does: `"archive"`, which is final (default for a workspace that this stack created), or `"retain"` (default
   * if `adopted` is `true`), which leaves the workspace unchanged. Takes effect after one `up`.
   */
  onDelete?: pulumi.Input<"archive" | "retain">;
  /** Whether create accepts the name of an active workspace. Default: `false`. */
  allowDuplicateName?: pulumi.Input<boolean>;
}

/** Where a workspace's data is stored, and where its requests run. */
export interface DataResidency {
  /** Where data is stored. */
  workspaceGeo: string;
  /** The inference geographies that requests may choose: `unrestricted` or an array. */
  allowedInferenceGeos: string | string[];
  /** The inference geography of requests that do not choose one. */
  defaultInferenceGeo: string;
}
