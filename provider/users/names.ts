import type { ObjectName } from "../kernel/definition.ts";

/** How a program names a user: by email, by ID, or by both once both are known. */
export interface UserIdentity {
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

/** The user that the ID of a resource names. */
export function userInId(id: string): UserIdentity {
  return id.startsWith("user_") && !id.includes("@") ? { userId: id } : { email: id };
}

/** The names of a user. */
export function userNames({ email, userId }: UserIdentity): ObjectName[] {
  const name = (by: string, key: string | undefined) =>
    key === undefined ? [] : [{ type: "Member", by, key }];
  return [...name("email", email), ...name("userId", userId)];
}
