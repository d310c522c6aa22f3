import type { ObjectName } from "../kernel/definition.ts";

/** The ID of a WorkspaceMember: `wrkspc_.../alice@example.com`, or `wrkspc_.../user_...`. */
export function membershipId(workspace: string, user: string): string {
  return `${workspace}/${user}`;
}

/** The names of a workspace membership, by the user's email and by the user's ID. */
export function membershipNames(
  workspace: string,
  { email, userId }: { readonly email?: string | undefined; readonly userId?: string | undefined },
): ObjectName[] {
  const name = (by: string, user: string | undefined) =>
    user === undefined ? [] : [{ type: "WorkspaceMember", by, key: membershipId(workspace, user) }];
  return [...name("email", email), ...name("userId", userId)];
}
