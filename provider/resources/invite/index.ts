import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import type { InviteArgs } from "./args.ts";
import { invite } from "./plan.ts";

/**
 * An invitation to the organization.
 *
 * What the API cannot do:
 * - assign the role `admin`: the role `admin` can only be assigned in the Console. Assign it there and leave `role` out of the program.
 * - extend an invitation: an invitation expires after 21 days, and the API cannot extend it. Change `reinvite`, for example to today's date, to send a new invitation.
 * - resend an invitation: the API cannot send the same invitation again. Change `reinvite`, for example to today's date, to delete it and send a new one.
 * - change an accepted invitation: an accepted invitation cannot be changed. Declare a Member, which manages the user, and remove the invitation from the program.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class Invite extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("Invite");

  /** The invited email address. */
  declare readonly email: pulumi.Output<string>;
  /** The role in the organization after acceptance. */
  declare readonly role: pulumi.Output<string>;
  /** `pending`, `accepted`, `expired` (21 days after it was sent), or `withdrawn` (deleted outside of Pulumi). */
  declare readonly status: pulumi.Output<string>;
  /** When it was sent, in RFC 3339 format. */
  declare readonly invitedAt: pulumi.Output<string>;
  /** When it expires, in RFC 3339 format: 21 days after it was sent. The API cannot extend it. */
  declare readonly expiresAt: pulumi.Output<string>;
  /** When it was accepted, in RFC 3339 format. */
  declare readonly acceptedAt: pulumi.Output<string | undefined>;
  /** Whether an existing invitation was adopted. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares an invitation.
   *
   * Create rejects a user who is in the organization, a pending invitation with another role (which is replaced instead if the ownership
   * moves from another resource of the stack), an email address outside `anthropic:emailDomains` or that a user of the organization
   * probably had before, and more than `anthropic:maxInvitations` in one run.
   *
   * API: `POST /v1/organizations/invites`, `DELETE /v1/organizations/invites/{id}`.
   */
  constructor(name: string, args: InviteArgs, options?: pulumi.CustomResourceOptions) {
    super(invite, name, { ...args }, options);
  }

  /** Reads an invitation that is managed elsewhere, by its ID `invite_...`. Never writes to it. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Invite {
    return new Invite(name, noArgs(), { ...options, id });
  }
}
