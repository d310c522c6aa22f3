import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, existing } from "../../kernel/pointer.ts";
import type { InviteArgs } from "./args.ts";
import { invite } from "./plan.ts";

/**
 * An invitation into the organization.
 *
 * What the API cannot do:
 * - make somebody an admin: `admin` can only be given in the Console. Give it there, and leave `role` out of the program.
 * - prolong an invitation: an invitation lasts 21 days, and the API cannot prolong it. Ask for a new one with a new value of `reinvite`, such as today's date.
 * - resend an invitation: the API cannot send an invitation again, only withdraw it and send another. Ask for that with a new value of `reinvite`, such as today's date.
 * - edit an invitation that was accepted: an accepted invitation cannot be changed any more. Declare a Member, which manages the person, and take the invitation out of the program.
 * - move something to another organization: nothing in the API moves between organizations, and a key belongs to one. Use a key of the organization to which it belongs; for another organization use another stack, or a Provider.
 */
export class Invite extends AnthropicResource {
  /** The invited email address. */
  declare readonly email: pulumi.Output<string>;
  /** The role in the organization after acceptance. */
  declare readonly role: pulumi.Output<string>;
  /** `pending`, `accepted`, `expired` (21 days after it was sent), or `withdrawn` (deleted outside of Pulumi). */
  declare readonly status: pulumi.Output<string>;
  /** When it was sent, RFC 3339. */
  declare readonly invitedAt: pulumi.Output<string>;
  /** When it ends, RFC 3339: 21 days after it was sent. The API cannot prolong it. */
  declare readonly expiresAt: pulumi.Output<string>;
  /** When it was accepted, RFC 3339. */
  declare readonly acceptedAt: pulumi.Output<string | undefined>;
  /** Whether it existed and was adopted. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares an invitation.
   *
   * Create rejects a user who is in the organization, a pending invitation with another role, an address outside
   * `anthropic:emailDomains`, and more than `anthropic:maxInvitations` in one run.
   *
   * API: `POST /v1/organizations/invites`, `DELETE /v1/organizations/invites/{id}`.
   */
  constructor(name: string, args: InviteArgs, options?: pulumi.CustomResourceOptions) {
    super(invite, name, { ...args }, options);
  }

  /** Reads an invitation that is managed elsewhere, by its ID `invite_...`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Invite {
    return new Invite(name, existing(), { ...options, id });
  }
}
