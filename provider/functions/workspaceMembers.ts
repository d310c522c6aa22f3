import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../errors.ts";
import { normalEmail } from "../users/people.ts";
import {
  type Look,
  type ReadInputs,
  type ReadOptions,
  type ReadOutputOptions,
  read,
  readOutput,
} from "./read.ts";

/** Of which workspace to read the members. */
export interface GetWorkspaceMembersArgs {
  /** The workspace's id, `wrkspc_...`. */
  workspaceId: string;
}

/** An explicit workspace membership. */
export interface GetWorkspaceMemberResult {
  /** The workspace's id, `wrkspc_...`. */
  workspaceId: string;
  /** The person's id, `user_...`. */
  userId: string;
  /** The person's address, in lower case; undefined for somebody who has just left the organization. */
  email: string | undefined;
  /** The role in the workspace. */
  role: string;
}

const look: Look<GetWorkspaceMembersArgs, GetWorkspaceMemberResult[]> = async (
  { session, minFreshness },
  { workspaceId },
) => {
  if (typeof workspaceId !== "string" || !/^wrkspc_\w+$/.test(workspaceId)) {
    throw new UserError(
      "cannot list the members of a workspace: `workspaceId` must be an id such as `wrkspc_...`.",
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
 * Reads the explicit members of a workspace. The organization's admins and billing members, who are
 * in every workspace by their role, are not among them.
 *
 * API: `GET /v1/organizations/workspaces/{id}/members`, and `GET /v1/organizations/users` for the addresses.
 */
export function getWorkspaceMembers(
  args: GetWorkspaceMembersArgs,
  options?: ReadOptions,
): Promise<GetWorkspaceMemberResult[]> {
  return read("getWorkspaceMembers", look, args, options);
}

/** The same as an output, with arguments that may be outputs; unknown in a preview that has no key. */
export function getWorkspaceMembersOutput(
  args: ReadInputs<GetWorkspaceMembersArgs>,
  options?: ReadOutputOptions,
): pulumi.Output<GetWorkspaceMemberResult[]> {
  return readOutput(look, args, options);
}
