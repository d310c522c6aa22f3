import type * as pulumi from "@pulumi/pulumi";

/** The organization roles that the API can assign. `admin` is assigned in the Console. */
export type OrganizationRole = "user" | "developer" | "billing" | "claude_code_user";

/** The arguments of a Member. Exactly one of `email` and `userId` is required. */
export interface MemberArgs {
  /**
   * The email address, case-insensitive. A user who is not in the organization is invited (see `invite`). The email address of
   * another user replaces the resource. A new email address of the same user updates in place and sends no invitation.
   */
  email?: pulumi.Input<string>;
  /** The ID `user_...` of a user in the organization, instead of `email`. The ID of another user replaces the resource. */
  userId?: pulumi.Input<string>;
  /**
   * The role in the organization. Updates in place; while the invitation is pending, the new role is recorded and set
   * after acceptance. Without it the role is not managed, and an invitation is sent for the role `user`. `admin` can only
   * be set in the Console.
   */
  role?: pulumi.Input<OrganizationRole>;
  /**
   * Whether to invite a user who is not in the organization: `"send"` (the default, unless `anthropic:invite` is `never`), or
   * `"never"` for users who join by SSO or SCIM. With `"never"` the status is `awaited`, which is not drift. Changing it to
   * `"send"` sends the invitation.
   */
  invite?: pulumi.Input<"send" | "never">;
  /**
   * Requests another invitation after one expired or was deleted, or after the user was removed outside of Pulumi. Each new
   * value, such as a date, sends exactly one invitation; a pending one is deleted first. Declaring a new user with `reinvite`
   * sends no additional invitation.
   */
  reinvite?: pulumi.Input<string>;
  /**
   * What delete does with a user in the organization: `"demote"` to `user` (default), `"remove"`, or `"retain"`. `"demote"`
   * and `"remove"` delete a pending invitation. Takes effect after one `up`, since delete uses what the last `up` stored.
   */
  onDelete?: pulumi.Input<"demote" | "remove" | "retain">;
  /**
   * The active API keys of the user that delete deactivates before it demotes or removes the user: none (default),
   * `"unused"` (no request in the last 30 days), or an array of IDs `apikey_...`. Other keys are reported and left unchanged.
   * Takes effect after one `up`.
   */
  deactivateKeys?: pulumi.Input<"unused" | pulumi.Input<string>[]>;
}
