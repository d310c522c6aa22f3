import type * as pulumi from "@pulumi/pulumi";
import type { OrganizationRole } from "../member/args.ts";

/** The arguments of an Invite. */
export interface InviteArgs {
  /**
   * The email address to invite, case-insensitive. Changing it replaces a pending invitation, which sends another one. Rejected
   * once the invitation is accepted: declare a Member instead.
   */
  email: pulumi.Input<string>;
  /**
   * The role in the organization after acceptance. Changing it replaces a pending invitation, which sends another one. Rejected
   * once the invitation is accepted (declare a Member instead) or deleted outside of Pulumi (see `reinvite`).
   */
  role: pulumi.Input<OrganizationRole>;
  /**
   * Requests another invitation after one expired or was deleted. Each new value, such as a date, replaces the invitation and
   * sends exactly one email. Rejected once the invitation is accepted.
   */
  reinvite?: pulumi.Input<string>;
}
