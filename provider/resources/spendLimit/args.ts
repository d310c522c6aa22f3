import type * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../workspace/index.ts";

/** How often a spend limit resets. */
export type SpendLimitPeriod = "daily" | "weekly" | "monthly";

/** The arguments of a SpendLimit, which depend on `scope`. */
export type SpendLimitArgs = OrganizationSpendLimitArgs | WorkspaceSpendLimitArgs | UserSpendLimitArgs;

/** The limit of the whole organization. Console organizations only. */
export interface OrganizationSpendLimitArgs {
  /** What the limit applies to. A constant, not an output. Another scope replaces the resource. */
  scope: "organization";
  /**
   * The limit in units of the organization's currency, as a decimal string such as `"500"` or `"499.50"`. `"500"` and
   * `"500.00"` are equal. Updates in place.
   */
  amount: pulumi.Input<string>;
  /** Always `monthly`, the default. */
  period?: pulumi.Input<"monthly">;
  /**
   * What delete does: `"retain"` (default) leaves the limit unchanged, `"remove"` deletes it, which leaves only the cap of the
   * usage tier. Takes effect after one `up`, since delete uses what the last `up` stored.
   */
  onDelete?: pulumi.Input<"retain" | "remove">;
}

/** The limit of one workspace. Console organizations only. */
export interface WorkspaceSpendLimitArgs {
  /** What the limit applies to. A constant, not an output. Another scope replaces the resource. */
  scope: "workspace";
  /** The workspace, or its ID `wrkspc_...`. Another workspace replaces the resource. */
  workspace: Workspace | pulumi.Input<string>;
  /**
   * The limit in units of the organization's currency, as a decimal string such as `"500"` or `"499.50"`. `"500"` and
   * `"500.00"` are equal. Updates in place.
   */
  amount: pulumi.Input<string>;
  /** Always `monthly`, the default. */
  period?: pulumi.Input<"monthly">;
  /**
   * What delete does: `"remove"` (default) deletes the limit, so that only the organization's limit applies; `"retain"` leaves it
   * unchanged. Takes effect after one `up`, since delete uses what the last `up` stored.
   */
  onDelete?: pulumi.Input<"retain" | "remove">;
}

/** The limit of one user. Claude Enterprise only. Exactly one of `email` and `userId` is required. */
export interface UserSpendLimitArgs {
  /** What the limit applies to. A constant, not an output. Another scope replaces the resource. */
  scope: "user";
  /**
   * The email address of the user, case-insensitive. Another user replaces the resource. A new email address of the same user
   * updates in place. To link resources use `email: alice.email`, which is known in previews.
   */
  email?: pulumi.Input<string>;
  /** The ID `user_...` of the user, instead of `email`. Another user replaces the resource. */
  userId?: pulumi.Input<string>;
  /**
   * The limit in units of the organization's currency, as a decimal string such as `"500"` or `"499.50"`, or `"unlimited"`, which
   * exempts the user from inherited limits of the same period. `"500"` and `"500.00"` are equal. Updates in place.
   */
  amount: pulumi.Input<string>;
  /** How often the limit resets. Default: `monthly`. Another period replaces the resource. A user can have one limit per period. */
  period?: pulumi.Input<SpendLimitPeriod>;
  /**
   * What delete does: `"remove"` (default) deletes the limit, so that the inherited limit applies; `"retain"` leaves it unchanged.
   * Takes effect after one `up`, since delete uses what the last `up` stored.
   */
  onDelete?: pulumi.Input<"retain" | "remove">;
}
