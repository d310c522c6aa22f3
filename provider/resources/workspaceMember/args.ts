import type * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../workspace/index.ts";

/** The roles that can be given. `workspace_billing` comes with the organization role `billing` and cannot. */
export type WorkspaceRole =
  | "workspace_user"
  | "workspace_restricted_developer"
  | "workspace_developer"
  | "workspace_admin";

/** What a program says of a membership: the workspace, the role, and the person by `email` or by `userId`. */
export interface WorkspaceMemberArgs {
  /**
   * The workspace, or its id `wrkspc_...`. Another workspace replaces the membership. Given a Workspace of the program
   * that archives on delete, destroying both makes one request: archiving ends all memberships.
   */
  workspace: Workspace | pulumi.Input<string>;
  /**
   * The person's address; letter case does not matter. Another person replaces the membership; another address of the
   * same person is recorded in place. Link people by `email: alice.email`, which previews know.
   */
  email?: pulumi.Input<string>;
  /** The person's id `user_...`, instead of `email`. Another person replaces the membership. */
  userId?: pulumi.Input<string>;
  /** The role in the workspace. Changed in place. */
  role: pulumi.Input<WorkspaceRole>;
}
