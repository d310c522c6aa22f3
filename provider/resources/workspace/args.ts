import type * as pulumi from "@pulumi/pulumi";

/** Where a workspace's data rests, and where its requests may be computed. */
export interface DataResidencyArgs {
  /**
   * Where data rests; only `us`. Given at creation (default `us`). Changing it is refused: the API cannot move a
   * workspace.
   */
  workspaceGeo?: pulumi.Input<"us">;
  /**
   * Where requests may ask to be computed: `"unrestricted"` (the API's default) or a list of `global` and `us`. Changed
   * in place. The order does not matter.
   */
  allowedInferenceGeos?: pulumi.Input<"unrestricted" | pulumi.Input<"global" | "us">[]>;
  /**
   * Where requests are computed that do not ask: `global` (the API's default) or `us`. Updates in place. Must be among
   * `allowedInferenceGeos`.
   */
  defaultInferenceGeo?: pulumi.Input<"global" | "us">;
}

/** The arguments of a Workspace. Fields that are left out are not managed: their outputs have the present values. */
export interface WorkspaceArgs {
  /**
   * The name, 1 to 255 characters; spaces around it are cut off. Updates in place. A name that a live workspace has
   * already is refused at creation, since two of one name are nearly always an accident: see `allowDuplicateName`.
   */
  name: pulumi.Input<string>;
  /** The color in the Console, `#RRGGBB`; chosen by the API when left out. Updates in place. */
  displayColor?: pulumi.Input<string>;
  /**
   * Tags, the whole map: a tag that is added outside of Pulumi is drift. Updates in place, tag by tag. `{}` clears them;
   * leaving `tags` out leaves them alone. Keys may not begin with `anthropic`.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Where data rests and requests are computed. Only the fields given are managed, and changed in place. */
  dataResidency?: pulumi.Input<DataResidencyArgs>;
  /**
   * The customer-managed encryption key, `ekey_...`. Can be set when there is none; changing it is refused: the API
   * attaches a key once and for all.
   */
  externalKeyId?: pulumi.Input<string>;
  /**
   * The user profile that every inference request must name, `uprof_...`. Can be set when there is none; changing it is
   * refused: the API sets it once and for all.
   */
  userProfileId?: pulumi.Input<string>;
  /**
   * `true` lets delete archive the workspace although active API keys are inside, which stop working at once and for
   * good. Not in the organization; needs one `up` before it takes effect. Default `false`.
   */
  forceDestroy?: pulumi.Input<boolean>;
  /**
   * What to do when the workspace was archived outside of Pulumi: `"refuse"` (default) keeps the resource with `status:
   * "archived"` and fails its update; `"recreate"` creates a new workspace, without keys and members, in its place. A
   * workspace that the API no longer returns (`removed`) is not recreated.
   */
  onArchived?: pulumi.Input<"refuse" | "recreate">;
  /**
   * What delete does: `"archive"` (default for a workspace that this stack created) or `"retain"` (default for one whose
   * `adopted` is `true`). Not in the organization; needs one `up` before it takes effect.
   */
  onDelete?: pulumi.Input<"archive" | "retain">;
  /** `true` lets create make a second workspace of the same name. Default `false`. */
  allowDuplicateName?: pulumi.Input<boolean>;
}

/** Where data rests and requests are computed. */
export interface DataResidency {
  /** Where data rests. */
  workspaceGeo: string;
  /** Where requests may ask to be computed. */
  allowedInferenceGeos: string | string[];
  /** Where requests are computed that do not ask. */
  defaultInferenceGeo: string;
}
