import type * as pulumi from "@pulumi/pulumi";
import type { ServiceAccount } from "../serviceAccount/index.ts";
import type { Workspace } from "../workspace/index.ts";
import type { WorkspaceRole } from "../workspaceMember/args.ts";

/** The arguments of a WorkspaceServiceAccount. */
export interface WorkspaceServiceAccountArgs {
  /**
   * The workspace, or its ID `wrkspc_...`; the default workspace is allowed. Another workspace replaces the resource. For a Workspace of
   * the program that is archived on delete, destroying both takes one request, since archiving ends all memberships.
   */
  workspace: Workspace | pulumi.Input<string>;
  /** The service account, or its ID `svac_...`. Another service account replaces the resource. */
  serviceAccount: ServiceAccount | pulumi.Input<string>;
  /** The role in the workspace. Updates in place. */
  role: pulumi.Input<WorkspaceRole>;
}
