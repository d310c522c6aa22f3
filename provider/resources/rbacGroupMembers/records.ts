import type { RbacGroupMemberWire } from "../../api/rbac/objects.ts";
import type { ObjectName } from "../../kernel/definition.ts";
import type { PendingMember } from "../../memberships/pendingNotice.ts";
import { groupMember } from "../../rbac/names.ts";
import { normalEmail } from "../../users/email.ts";
import { type Standing, type WaitingFor, waitingFor } from "../../users/findUser.ts";
import { type UserIdentity, userInId } from "../../users/names.ts";
import type { MemberState, State } from "./schema.ts";

export function active(
  wire: RbacGroupMemberWire,
  email = normalEmail(wire.email),
  status = "active",
): MemberState {
  return { email, userId: wire.user_id, status };
}

export function pending(name: string, standing: Standing): MemberState {
  return { ...named(name), status: "pending", waitingFor: waitingFor(standing) };
}

/** The email address or the ID of a member, from the name in the program. */
function named(name: string): Pick<MemberState, "email" | "userId"> {
  const { email, userId } = userInId(name);
  return {
    ...(email === undefined ? {} : { email }),
    ...(userId === undefined ? {} : { userId }),
  };
}

/** The email address of a member, or else the ID. */
export function nameOf({ email, userId }: UserIdentity): string {
  return email ?? userId ?? "";
}

export function byName(records: readonly MemberState[]): MemberState[] {
  return [...records].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

/** The status of each member when the state was written. An imported state has only the list. */
export function recordsIn(old: State): MemberState[] {
  return old.memberStatuses ?? (old.members ?? []).map((name) => ({ ...named(name), status: "active" }));
}

/** The record of the member that a program declares by this name. */
export function recordOf(records: readonly MemberState[], name: string): MemberState | undefined {
  return records.find(
    ({ email, userId, declaredAs }) => name === email || name === userId || name === declaredAs,
  );
}

/** The pending members that were not pending for the same reason before. */
export function newlyPending(now: readonly MemberState[], before: readonly MemberState[]): PendingMember[] {
  return now.flatMap((record) => {
    if (record.status !== "pending") return [];
    const old = recordOf(before, nameOf(record));
    const isKnown = old?.status === "pending" && old.waitingFor === record.waitingFor;
    return isKnown ? [] : [{ user: nameOf(record), waitingFor: record.waitingFor as WaitingFor }];
  });
}

export function isExcepted({ email, userId }: UserIdentity, except: readonly string[] | undefined): boolean {
  return except?.some((name) => name === email || name === userId) === true;
}

/** The names of a membership, by the email address and by the ID of the user. */
export function groupMemberNames(group: string, { email, userId }: UserIdentity): ObjectName[] {
  const name = (by: string, user: string | undefined) =>
    user === undefined ? [] : [{ type: groupMember, by, key: `${group}/${user}` }];
  return [...name("email", email), ...name("userId", userId)];
}
