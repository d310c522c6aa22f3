import type * as pulumi from "@pulumi/pulumi";
import type { MemberArgs } from "../../resources/member/args.ts";
import type { WorkspaceSpendLimitArgs } from "../../resources/spendLimit/args.ts";
import type { WorkspaceArgs } from "../../resources/workspace/args.ts";
import type { Workspace } from "../../resources/workspace/index.ts";
import type { WorkspaceRole } from "../../resources/workspaceMember/args.ts";
import type { RateLimitsArgs } from "../../resources/workspaceRateLimit/args.ts";

/** A user's membership in the organization: the arguments of a Member without `email` and `userId`. */
export interface TeamUserArgs extends Omit<MemberArgs, "email" | "userId"> {}

/** One member of a Team. Exactly one of `email` and `userId` is required. */
export interface TeamMemberArgs {
  /** The email address of the user, case-insensitive. A user may be in the list only once. */
  email?: pulumi.Input<string>;
  /** The ID `user_...` of the user, instead of `email`. */
  userId?: pulumi.Input<string>;
  /** The role in the workspace. Updates in place. */
  role: pulumi.Input<WorkspaceRole>;
  /**
   * Also declares the user as a Member of the organization with these arguments, such as `{ role: "developer" }`. A user who is not
   * in the organization is then invited. `{}` invites with the role `user` and does not manage the role. Without it, the user must be
   * in the organization or be declared elsewhere; until then the membership is `pending`. Set it in only one Team per user, since a
   * program can declare a Member only once. Removing the user from the Team also deletes the Member.
   */
  organization?: TeamUserArgs;
  /**
   * The last part of the names of the member's resources, `TEAM/NAME`. Default: the email address or ID. Required if that is an
   * output, unless `complete` is set and `organization` is not. A member with a `name` keeps its resources when the email address
   * changes.
   */
  name?: string;
}

/** Rate limits of a Team's workspace for one model family or one API. Exactly one of `model` and `groupType` is required. */
export interface TeamRateLimitArgs {
  /**
   * A model or its alias, such as `claude-opus-5-5`. The limits apply to its whole model family. Not an output. Another model of the
   * same family makes no request; change `limits` in another `up`.
   */
  model?: string;
  /** The API that the limits apply to: `batch` (Message Batches), `files`, `skills`, `token_count` or `web_search`. Not an output. */
  groupType?: "batch" | "files" | "skills" | "token_count" | "web_search";
  /** The limits that the workspace overrides, by type; at least one. Updates in place. */
  limits: pulumi.Input<RateLimitsArgs>;
}

/** The monthly spend limit of a Team's workspace. */
export interface TeamSpendLimitArgs extends Pick<WorkspaceSpendLimitArgs, "amount" | "onDelete"> {}

/**
 * Former names of resources, by the email address or ID of the member, or a function that returns the name. Members without one have
 * the conventional name.
 */
export type TeamFormerMemberNames = Record<string, string> | ((member: string) => string | undefined);

/**
 * The names or URNs of resources that the program declared individually before it used the Team. A name refers to a resource with the
 * parent of the Team, or without a parent.
 */
export interface TeamFormerNames {
  /** The name of the Workspace. Default: the name of the Team. */
  workspace?: string;
  /** The name of the WorkspaceMembers. Default: the name of the Team. Only with `complete`. */
  workspaceMembers?: string;
  /** The names of the WorkspaceMember resources. Default: `alice-TEAM` for `alice@example.com`. Not with `complete`. */
  workspaceMember?: TeamFormerMemberNames;
  /** The names of the Member resources. Default: the email address. Only for members with `organization`. */
  member?: TeamFormerMemberNames;
  /** The names of the WorkspaceRateLimits, by `model` or `groupType`. Default: `MODEL-TEAM` and `TEAM-MODEL`. */
  workspaceRateLimit?: Record<string, string>;
  /** The name of the SpendLimit. Default: the name of the Team. */
  spendLimit?: string;
}

/** The arguments of a Team. Exactly one of `workspace` and `workspaceId` is required. */
export interface TeamArgs {
  /** The workspace of the Team, which the Team creates: the arguments of a Workspace. */
  workspace?: WorkspaceArgs;
  /**
   * The ID `wrkspc_...` of a workspace that is managed elsewhere, or a Workspace of the program. The Team adds its members and
   * limits to the workspace and leaves the workspace itself unchanged.
   */
  workspaceId?: Workspace | pulumi.Input<string>;
  /** The members of the workspace; the order does not matter. Default: the Team manages no members. */
  members?: TeamMemberArgs[];
  /**
   * Whether `members` is the complete list. `true` declares one WorkspaceMembers: a member who is added outside of Pulumi is drift, and
   * `pulumi up --refresh` removes them. `false` (default) declares a WorkspaceMember for each member and leaves others unchanged.
   * Changing it makes no request: the memberships stay, and the new resources own them. Change roles, or remove members, in another
   * `up`: a new list rejects members that it does not declare.
   */
  complete?: boolean;
  /** Rate limits that the workspace overrides, one entry for each model family or API. Default: the limits of the organization. */
  rateLimits?: TeamRateLimitArgs[];
  /**
   * The monthly spend limit of the workspace. Default: only the limit of the organization. Console organizations only, and with early
   * access to the Spend Limits API.
   */
  spendLimit?: TeamSpendLimitArgs;
  /** Email addresses or IDs of users whose membership is left unchanged. Only with `complete`. Default: none. */
  except?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The ID `wrkspc_...` of an existing workspace that the Team adopts. Its Workspace, and its WorkspaceMembers with `complete`, get
   * the resource option `import`: they compare the workspace with the program and write nothing. Remove it after one `up`.
   */
  import?: pulumi.ID;
  /** Whether the Workspace has the resource option `protect`. To protect all resources of the Team, set `protect` on the Team. */
  protectWorkspace?: boolean;
  /**
   * The names of resources that the program previously declared individually. `pulumi up` moves them into the Team and leaves the
   * organization unchanged. Default: the conventional names. `false` moves none. Remove it after one `up` in every stack.
   */
  formerNames?: TeamFormerNames | false;
}
