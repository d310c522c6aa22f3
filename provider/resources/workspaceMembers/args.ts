import type * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../workspace/index.ts";
import type { WorkspaceRole } from "../workspaceMember/args.ts";

/** One member of the list. Exactly one of `email` and `userId` is required. */
export interface ListedMemberArgs {
  /**
   * The email address of the user, case-insensitive. To link resources use `email: alice.email`, which is known in previews.
   */
  email?: pulumi.Input<string>;
  /** The ID `user_...` of the user, instead of `email`. Switching between the two for the same user changes nothing. */
  userId?: pulumi.Input<string>;
  /** The role in the workspace. Updates in place. */
  role: pulumi.Input<WorkspaceRole>;
}

/** The arguments of WorkspaceMembers. */
export interface WorkspaceMembersArgs {
  /**
   * The workspace, or its ID `wrkspc_...`. Another workspace replaces the resource: the members are then removed from the
   * old one. For a Workspace of the program that is archived on delete, destroying both takes one request, since archiving
   * ends all memberships.
   */
  workspace: Workspace | pulumi.Input<string>;
  /**
   * All explicit members of the workspace; the order does not matter. Updates in place: members are added, then roles
   * changed, then members removed. An empty array after a list with members is rejected unless `anthropic:allowEmpty` is set.
   */
  members: pulumi.Input<pulumi.Input<ListedMemberArgs>[]>;
  /**
   * Email addresses or IDs of users whose membership is left unchanged, whatever their role: users who are added outside of
   * Pulumi, or users that a WorkspaceMember declares by the same email address or ID. Default: none.
   */
  except?: pulumi.Input<pulumi.Input<string>[]>;
}

/** One member of the list. */
export interface ListedMember {
  /** The email address, unless the program uses `userId`. */
  email?: string;
  /** The ID, if the program uses it. */
  userId?: string;
  /** The role in the workspace. */
  role: string;
}

/** The status of one user in the workspace. */
export interface MemberStatus {
  /** The email address. */
  email?: string;
  /** The ID `user_...`, once the user is in the organization. */
  userId?: string;
  /** The role in the workspace: the current one, or the declared one while the membership is pending. */
  role: string;
  /**
   * `active`; `implicit` (the organization role `admin` or `billing` already gives access, and the API allows no explicit
   * membership); `pending` (the user is not in the organization; the first `up` after acceptance adds the membership);
   * `undeclared` (the program does not declare this member, and the next update removes them).
   */
  status: string;
  /**
   * Why a membership is pending: `acceptance` (the invitation is not accepted yet), `expired` (the invitation expired),
   * `emailChanged` (it was accepted, but no user has the email address now: a notice names the probable user) or `notInvited` (the
   * user is neither in the organization nor invited).
   */
  waitingFor?: string;
}
