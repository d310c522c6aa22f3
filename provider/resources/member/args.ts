import type * as pulumi from "@pulumi/pulumi";
import type { OrganizationRole } from "../../users/people.ts";

/** What a program says of a person, named by `email` or by `userId`. */
export interface MemberArgs {
  /**
   * The address; letter case does not matter. An unknown one is invited (see `invite`). Another person replaces the
   * resource; another address of the same person is recorded in place, without mail.
   */
  email?: pulumi.Input<string>;
  /** The id `user_...` of somebody who is in the organization, instead of `email`. Another person replaces the resource. */
  userId?: pulumi.Input<string>;
  /**
   * The role in the organization. Changed in place; while the person is invited it is recorded, and given after
   * acceptance. Left out, it is not managed (an invitation is then sent as `user`). `admin` is given and taken in the
   * Console only.
   */
  role?: pulumi.Input<OrganizationRole>;
  /**
   * What to do about somebody who is not in the organization: `"send"` an invitation (default, or what
   * `anthropic:invite` says), or `"never"`, for people who come by SSO or SCIM: they are `awaited`, which is neither error
   * nor drift. Changing it to `"send"` invites a person who is awaited.
   */
  invite?: pulumi.Input<"send" | "never">;
  /**
   * Asks for the invitation again: after it expired, was withdrawn, or the person was removed by hand. Any new value,
   * such as a date, sends exactly one mail; a pending invitation is withdrawn first. The first value sends none by
   * itself.
   */
  reinvite?: pulumi.Input<string>;
  /**
   * What delete does with somebody who is in the organization: `"demote"` to `user` (default), `"remove"`, or `"retain"`.
   * A pending invitation is withdrawn by the first two. Not in the organization; needs one `up` before it takes effect.
   */
  onDelete?: pulumi.Input<"demote" | "remove" | "retain">;
  /**
   * Which of the person's active API keys delete deactivates before it demotes or removes: none (default), `"unused"` (no
   * request in the last 30 days), or a list of ids `apikey_...`. The others are listed and left. Needs one `up` before it
   * takes effect.
   */
  deactivateKeys?: pulumi.Input<"unused" | pulumi.Input<string>[]>;
}
