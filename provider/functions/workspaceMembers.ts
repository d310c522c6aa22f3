import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { idWithPrefix } from "../ids.ts";
import { normalEmail } from "../users/email.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

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

const Args = z.strictObject({ workspaceId: idWithPrefix("wrkspc_") });

const lookup: Lookup<GetWorkspaceMembersArgs, GetWorkspaceMemberResult[]> = async (
  { session, minFreshness },
  args,
) => {
  const { workspaceId } = validArgs("getWorkspaceMembers", Args, args);
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
