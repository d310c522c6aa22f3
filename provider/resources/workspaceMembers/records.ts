import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import type { PendingMember } from "../../memberships/pendingNotice.ts";
import { normalEmail } from "../../users/email.ts";
import { type Standing, type WaitingFor, waitingFor } from "../../users/findUser.ts";
import { type EntryState, type MemberState, type Named, nameOf, type State } from "./schema.ts";

export function active(
  user: UserWire | undefined,
  wire: WorkspaceMemberWire,
  status = "active",
): MemberState {
  return {
    ...(user === undefined ? {} : { email: normalEmail(user.email) }),
    userId: wire.user_id,
    role: wire.workspace_role,
    status,
  };
}

export function implicit(entry: EntryState, user: UserWire): MemberState {
  return { email: normalEmail(user.email), userId: user.id, role: entry.role, status: "implicit" };
}

export function pending({ email, userId, role }: EntryState, standing: Standing): MemberState {
  return {
    ...(email === undefined ? {} : { email }),
    ...(userId === undefined ? {} : { userId }),
    role,
    status: "pending",
    waitingFor: waitingFor(standing),
  };
}

/** The pending members that were not pending for the same reason before. */
export function newlyPending(now: readonly MemberState[], before: readonly MemberState[]): PendingMember[] {
  return now.flatMap((record) => {
    if (record.status !== "pending") return [];
    const old = recordOf(before, record);
    const isKnown = old?.status === "pending" && old.waitingFor === record.waitingFor;
    return isKnown ? [] : [{ user: nameOf(record), waitingFor: record.waitingFor as WaitingFor }];
  });
}

/** The entry that a program would declare for a member. */
export function entryFor(
  user: UserWire | undefined,
  { user_id: userId, workspace_role: role }: WorkspaceMemberWire,
): EntryState {
  return user === undefined ? { userId, role } : { email: normalEmail(user.email), role };
}

/** The status of each member when the state was written. An imported state has only the list. */
export function recordsIn(old: State): MemberState[] {
  return old.memberStatuses ?? (old.members ?? []).map((entry) => ({ ...entry, status: "active" }));
}

export function recordOf(
  memberStatuses: readonly MemberState[],
  { email, userId }: Named,
): MemberState | undefined {
  return memberStatuses.find((record) =>
    email === undefined ? record.userId === userId : record.email === email || record.declaredAs === email,
  );
}

/** The members that the list declares in `members`, if that is known. */
export function declaredIn(
  memberStatuses: readonly MemberState[],
  members: readonly Named[] | undefined,
): MemberState[] {
  return memberStatuses.filter(
    (record) =>
      record.status !== "undeclared" &&
      (members === undefined || members.some((entry) => recordOf([record], entry) !== undefined)),
  );
}

export function isExcepted(record: Named, except: readonly string[] | undefined): boolean {
  const { email, userId } = record;
  return except?.some((name) => name === email || name === userId) === true;
}
