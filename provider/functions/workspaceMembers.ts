import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../errors.ts";
import { normalEmail } from "../users/email.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";

/** Arguments of `getWorkspaceMembers`. */
export interface GetWorkspaceMembersArgs {
  /** The ID of the workspace, `wrkspc_...`. */
  workspaceId: string;
}

/** A workspace membership. */
export interface GetWorkspaceMemberResult {
  /** The ID of the workspace, `wrkspc_...`. */
  workspaceId: string;
  /** The ID of the user, `user_...`. */
  userId: string;
  /** The user's email address, in lower case. Undefined for a user who was just removed from the organization. */
  email: string | undefined;
  /** The workspace role. */
  role: string;
}

const lookup: Lookup<GetWorkspaceMembersArgs, GetWorkspaceMemberResult[]> = async (
  { session, minFreshness },
  { workspaceId },
) => {
  if (typeof workspaceId !== "string" || !/^wrkspc_\w+$/.test(workspaceId)) {
    throw new UserError(
      "cannot list the members of a workspace: `workspaceId` must be a workspace ID such as `wrkspc_...`.",
    );
  }
  const { cache } = session;
  const [members, users] = await Promise.all([
    cache.members(workspaceId, minFreshness),
    cache.users(minFreshness),
  ]);
  const addresses = new Map(users.map(({ id, email }) => [id, normalEmail(email)]));
  return members.map((member) => ({
    workspaceId: member.workspace_id,
    userId: member.user_id,
    email: addresses.get(member.user_id),
    role: member.workspace_role,
  }));
};

/**
 * Lists the explicit members of a workspace. The organization's admins and billing users, who have access to every
 * workspace through their organization role, are not included. Fails if there is no such workspace.
 *
 * API: `GET /v1/organizations/workspaces/{id}/members`, and `GET /v1/organizations/users` for the email addresses.
 */
export function getWorkspaceMembers(
  args: GetWorkspaceMembersArgs,
  options?: FunctionOptions,
): Promise<GetWorkspaceMemberResult[]> {
  return read("getWorkspaceMembers", lookup, args, options);
}

/**
 * The output form of `getWorkspaceMembers`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getWorkspaceMembersOutput(
  args: FunctionOutputArgs<GetWorkspaceMembersArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetWorkspaceMemberResult[]> {
  return readOutput(lookup, args, options);
}
