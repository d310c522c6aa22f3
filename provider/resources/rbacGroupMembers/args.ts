import type * as pulumi from "@pulumi/pulumi";
import type { RbacGroup } from "../rbacGroup/index.ts";

/** The arguments of RbacGroupMembers. */
export interface RbacGroupMembersArgs {
  /**
   * The group, or its ID `rbac_group_...`. Another group replaces the resource: the members are then removed from the old one. For an
   * RbacGroup of the program that delete deletes, destroying both takes one request.
   */
  group: RbacGroup | pulumi.Input<string>;
  /**
   * All members of the group, each by the email address (case-insensitive) or the ID `user_...`; the order does not matter. Users of other
   * organizations of the enterprise are declared by their ID. Updates in place: members are added, then removed. An empty array after a
   * list with members is rejected unless `anthropic:allowEmpty` is set. To link resources use `alice.email`, which is known in previews.
   */
  members: pulumi.Input<pulumi.Input<string>[]>;
  /** Email addresses or IDs of users whose membership is left unchanged. Default: none. */
  except?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the list is complete for the whole enterprise. By default (`false`), it is complete for the users of this organization, and
   * members of other organizations that the program does not declare are left unchanged. With `true`, they are removed like others.
   */
  allOrganizations?: pulumi.Input<boolean>;
}

/** The status of one member of the group. */
export interface RbacGroupMemberStatus {
  /** The email address, if it is known. */
  email?: string;
  /** The ID `user_...`, if it is known. */
  userId?: string;
  /**
   * `active`; `pending` (the user is not in the organization; the first `up` after acceptance adds the membership); `undeclared` (the program
   * does not declare this member, and the next update removes them); `otherOrganization` (the program does not declare this member of
   * another organization of the enterprise, who is left unchanged).
   */
  status: string;
  /**
   * Why a membership is pending: `acceptance` (the invitation is not accepted yet), `expired` (the invitation expired), `emailChanged` (it
   * was accepted, but no user has the email address now: a notice names the probable user) or `notInvited` (the user is neither in the
   * organization nor invited).
   */
  waitingFor?: string;
}
