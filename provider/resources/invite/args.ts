import type * as pulumi from "@pulumi/pulumi";
import type { OrganizationRole } from "../../users/people.ts";

/** What a program says of an invitation. */
export interface InviteArgs {
  /**
   * The address that is mailed; letter case does not matter. Another one replaces a pending invitation, and mails;
   * refused once it was accepted: declare a Member.
   */
  email: pulumi.Input<string>;
  /**
   * The role in the organization after acceptance. Another one replaces a pending invitation, and mails; refused once it
   * was accepted (declare a Member) or withdrawn by hand (see `reinvite`).
   */
  role: pulumi.Input<OrganizationRole>;
  /**
   * Asks for the invitation again after it expired or was withdrawn: any new value, such as a date, replaces it and
   * sends exactly one mail. Refused once it was accepted.
   */
  reinvite?: pulumi.Input<string>;
}
