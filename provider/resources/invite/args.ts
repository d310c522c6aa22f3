import type * as pulumi from "@pulumi/pulumi";
import type { OrganizationRole } from "../member/args.ts";

/** The arguments of an Invite. */
export interface InviteArgs {
  /**
   * The email address to invite; case does not matter. Changing it replaces a pending invitation, which sends another one.
   * Rejected once the invitation was accepted: declare a Member.
   */
  email: pulumi.Input<string>;
  /**
   * The role in the organization after acceptance. Changing it replaces a pending invitation, which sends another one.
   * Rejected once the invitation was accepted (declare a Member) or deleted outside of Pulumi (see `reinvite`).
   */
  role: pulumi.Input<OrganizationRole>;
  /**
   * Requests another invitation after one expired or was deleted. Each new value, such as a date, replaces the invitation
   * and sends exactly one. Rejected once the invitation was accepted.
   */
  reinvite?: pulumi.Input<string>;
}
