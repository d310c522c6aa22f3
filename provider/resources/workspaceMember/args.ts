import type * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../workspace/index.ts";

/** The roles that can be set. `workspace_billing` comes with the organization role `billing` and cannot be set. */
export type WorkspaceRole =
  | "workspace_user"
  | "workspace_restricted_developer"
  | "workspace_developer"
  | "workspace_admin";

/** The arguments of a WorkspaceMember. Exactly one of `email` and `userId` is required. */
export interface WorkspaceMemberArgs {
  /**
   * The workspace, or its ID `wrkspc_...`. Another workspace replaces the resource. For a Workspace of the program that is
   * archived on delete, destroying both takes one request, since archiving ends all memberships.
   */
  workspace: Workspace | pulumi.Input<string>;
  /**
   * The email address of the user, case-insensitive. Another user replaces the resource. A new email address of the same user
   * updates in place. To link resources use `email: alice.email`, which is known in previews.
   */
  email?: pulumi.Input<string>;
  /** The ID `user_...` of the user, instead of `email`. Another user replaces the resource. */
  userId?: pulumi.Input<string>;
  /** The role in the workspace. Updates in place. */
  role: pulumi.Input<WorkspaceRole>;
}
