import type * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../workspace/index.ts";
import type { WorkspaceRole } from "../workspaceMember/args.ts";

/** One person of a list: `email` or `userId`, and the role. */
export interface ListedMemberArgs {
  /** The person's address; letter case does not matter. Link people by `email: alice.email`, which previews know. */
  email?: pulumi.Input<string>;
  /** The person's id `user_...`, instead of `email`. The same person named in the other way is no change. */
  userId?: pulumi.Input<string>;
  /** The role in the workspace. Changed in place. */
  role: pulumi.Input<WorkspaceRole>;
}

/** What a program says of the people of a workspace. */
export interface WorkspaceMembersArgs {
  /**
   * The workspace, or its id `wrkspc_...`. Another workspace replaces the list: the people are then taken out of the old
   * one. Given a Workspace of the program that archives on delete, destroying both makes one request: archiving ends
   * all memberships.
   */
  workspace: Workspace | pulumi.Input<string>;
  /**
   * Everybody who is to have an explicit place there; the order does not matter. Changed in place: people are added,
   * then roles changed, then people taken out. `[]` after a list with people is refused unless `anthropic:allowEmpty`.
   */
  members: pulumi.Input<pulumi.Input<ListedMemberArgs>[]>;
  /**
   * Addresses or ids of people who are left alone, whatever their role there: those whom somebody adds by hand, or
   * whom a WorkspaceMember declares (by the same address or id). Default: none.
   */
  except?: pulumi.Input<pulumi.Input<string>[]>;
}

/** One person of a list. */
export interface ListedMember {
  /** The address, unless the program names the person by `userId`. */
  email?: string;
  /** The id, when the program names the person by it. */
  userId?: string;
  /** The role in the workspace. */
  role: string;
}

/** How one person stands in the workspace. */
export interface ListedPerson {
  /** The address. */
  email?: string;
  /** The id `user_...`, once they are in the organization. */
  userId?: string;
  /** The role in the workspace, given or to be given. */
  role: string;
  /**
   * `active`; `implicit` while an organization role (admin, billing) already gives the workspace and the API allows
   * nothing explicit; `pending` while the person is not in the organization yet (the first `up` after acceptance
   * completes it); `undeclared` for somebody who is there without being declared, and whom the next update takes out.
   */
  status: string;
  /** What a pending membership waits for: `acceptance` of an invitation, `expired` when the invitation expired, or `notInvited` (neither a member nor invited). */
  waitingFor?: string;
}
