import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import type { MemberArgs } from "./args.ts";
import { member } from "./plan.ts";

/**
 * A user of the organization, from the invitation to the removal.
 *
 * What the API cannot do:
 * - create a user: the API cannot create users, only invite them. Set `email` to invite the user, or also `invite: "never"` to wait until they join by SSO.
 * - assign the role `admin`: the role `admin` can only be assigned in the Console. Assign it there and leave `role` out of the program.
 * - change an admin's role: an admin's role can only be changed in the Console. Change it there, or ignore the difference with the resource option `ignoreChanges: ["role"]`.
 * - remove or demote an admin: an admin can only be removed or demoted in the Console. Change their role there first, or set `onDelete: "retain"` and run `pulumi up` once before deleting the resource.
 * - extend an invitation: an invitation expires after 21 days, and the API cannot extend it. Change `reinvite`, for example to today's date, to send a new invitation.
 * - resend an invitation: the API cannot send the same invitation again. Change `reinvite`, for example to today's date, to delete it and send a new one.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class Member extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("Member");

  /** The email address. */
  declare readonly email: pulumi.Output<string>;
  /** The ID `user_...`, once the user is in the organization. To link resources use `email`, which is known in previews. */
  declare readonly userId: pulumi.Output<string | undefined>;
  /** The role in the organization: the declared one, or the current one if `role` is not declared. */
  declare readonly role: pulumi.Output<string | undefined>;
  /** The name of the user, once the user is in the organization. It is secret if `email` or `userId` is. */
  declare readonly name: pulumi.Output<string | undefined>;
  /**
   * `active`; `invited`; `expired` (the invitation expired after 21 days, see `reinvite`); `awaited` (not in the organization,
   * and not invited because of `invite: "never"`); `withdrawn` (the invitation was deleted outside of Pulumi); `removed` (the user
   * was removed outside of Pulumi); `emailChanged` (the invitation was accepted, but no user has the email address now).
   */
  declare readonly status: pulumi.Output<string>;
  /** The pending or expired invitation, `invite_...`. */
  declare readonly inviteId: pulumi.Output<string | undefined>;
  /** The role of the invitation. A role that was declared later is set after acceptance. */
  declare readonly inviteRole: pulumi.Output<string | undefined>;
  /** When the invitation expires, in RFC 3339 format. The API cannot extend it. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;
  /** Whether an existing user or invitation was adopted. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;
  /** The role of an adopted user before the first `up`. */
  declare readonly previousRole: pulumi.Output<string | undefined>;

  /**
   * Declares a user.
   *
   * Create rejects a user whose role differs from the declared one (unless the user's role is `user`, which is raised, or the ownership
   * moves from another resource of the stack), an email address outside `anthropic:emailDomains`, an email address that a user of the
   * organization probably had before, and more than `anthropic:maxInvitations` in one run. Update rejects a user who was removed outside
   * of Pulumi, an invitation that was deleted outside of Pulumi (see `reinvite`), the former email address of a user, and changes of an
   * admin. Delete rejects a user who has become an admin or whose email address changed since the invitation, and more than
   * `anthropic:maxRemovals` in one run. A user who was adopted as an admin is left unchanged.
   *
   * API: `POST /v1/organizations/invites`, `POST` and `DELETE /v1/organizations/users/{id}`.
   */
  constructor(name: string, args: MemberArgs, options?: pulumi.CustomResourceOptions) {
    super(member, name, { ...args }, options);
  }

  /** Reads a user who is managed elsewhere, by email address or by ID `user_...`. Never changes the user. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Member {
    return new Member(name, noArgs(), { ...options, id });
  }
}
