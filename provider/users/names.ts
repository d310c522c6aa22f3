import type { ObjectName } from "../kernel/definition.ts";

/** How a program identifies a user: by email address, by ID, or by both. */
export interface UserIdentity {
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

/** The user that the ID of a resource identifies. */
export function userInId(id: string): UserIdentity {
  return id.startsWith("user_") && !id.includes("@") ? { userId: id } : { email: id };
}

/** The names of a user. */
export function userNames({ email, userId }: UserIdentity): ObjectName[] {
  const name = (by: string, key: string | undefined) =>
    key === undefined ? [] : [{ type: "Member", by, key }];
  return [...name("email", email), ...name("userId", userId)];
}
