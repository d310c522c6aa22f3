import { ApiError } from "../../api/apiError.ts";
import type { Operation } from "../../kernel/definition.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import { addGroupMember, removeGroupMember } from "../../rbac/members.ts";
import { enumerated } from "../../text/phrases.ts";
import { active, byName, nameOf, pending } from "./records.ts";
import type { Declared, Roster } from "./roster.ts";
import type { MemberState, State } from "./schema.ts";

/** The changes to the members of a group, in the order in which they are applied. */
interface Changes {
  /** Declared members that need no write, by their name in the program. */
  readonly settled: readonly { readonly name: string; readonly record: MemberState }[];
  readonly adds: readonly { readonly declared: Declared; readonly userId: string }[];
  readonly removals: readonly Removal[];
}

export interface Removal {
  readonly record: MemberState;
  readonly userId: string;
  /** Whether the list shows the membership; otherwise only the state has it. */
  readonly listed: boolean;
}

/** The changes that make the members of a group as declared. */
export function changesFor(
  declared: readonly Declared[],
  roster: Roster,
  removals: readonly Removal[],
): Changes {
  const settled = [];
  const adds = [];
  for (const one of declared) {
    const { name, record, standing, userId } = one;
    const present = roster.member(userId);
    // A membership that the state has as active needs no write. If it was removed since, a refresh shows that.
    if (record?.status === "active") settled.push({ name, record });
    else if (present !== undefined) {
      settled.push({ name, record: active(present, roster.emailOf(present)) });
    } else if (userId === undefined) settled.push({ name, record: pending(name, standing) });
    // The API rejects an ID that no organization has. It is not sent again until the user is in this one.
    else if (standing.is !== "member" && record?.status === "pending") settled.push({ name, record });
    else adds.push({ declared: one, userId });
  }
  return { settled, adds, removals };
}

/** Counts all removals before the first one, so that exceeding the limit leaves nothing partially applied. */
export function countRemovals({ limits }: Operation, group: string, all: readonly Removal[]): void {
  const removals = all.filter((removal) => removal.listed);
  const [only] = removals;
  if (only === undefined) return;
  const doing =
    removals.length === 1
      ? removing(group, only)
      : `remove ${removals.length} members from RBAC group ${group}`;
  limits.spend("removals", doing, removals.length);
}

/** Removes members one by one, and reports them. `done` is called after each of them. */
export async function applyRemovals(
  operation: Operation,
  group: string,
  removals: readonly Removal[],
  done: (removal: Removal) => void = () => undefined,
): Promise<void> {
  const removed: string[] = [];
  try {
    for (const removal of removals) {
      const { record, userId } = removal;
      const doing = removing(group, removal);
      // A list can be stale, and a user who is skipped because of it would keep access, so the request is sent anyway.
      const found = removal.listed ? undefined : operation.limits.spendUnlisted(doing);
      const outcome = await removeGroupMember(operation, group, userId, doing);
      if (outcome === "removed") {
        found?.();
        removed.push(shown(record, userId));
      }
      done(removal);
    }
  } finally {
    if (removed.length > 0) {
      operation.notify("membersRemoved", `Removed from RBAC group ${group}: ${enumerated(removed)}.`);
    }
  }
}

/**
 * Adds members, then removes members. After an error, the actual memberships are stored, and the rest resumes at the next `pulumi up`.
 */
export async function applyChanges(
  operation: Operation,
  group: string,
  { settled, adds, removals }: Changes,
): Promise<MemberState[]> {
  const actual = new Map<string, { name: string; record: MemberState }>();
  for (const one of settled) actual.set(one.name, one);
  for (const { record, userId } of removals) actual.set(userId, { name: nameOf(record), record });
  let done = 0;
  try {
    for (const { declared, userId } of adds) {
      const { name, standing } = declared;
      const doing = `add ${name === userId ? name : `${name} (${userId})`} to RBAC group ${group}`;
      const member = await addGroupMember(operation, group, userId, {
        doing,
        isKnown: standing.is === "member",
      });
      const record = member === undefined ? pending(name, standing) : active(member);
      actual.set(name, { name, record });
      done += 1;
    }
    await applyRemovals(operation, group, removals, ({ userId }) => {
      actual.delete(userId);
      done += 1;
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unclear = error instanceof ApiError && error.outcomeUnknown;
    if (done === 0 && !unclear) throw error;
    const all = adds.length + removals.length;
    throw new PartialWriteError<State>(
      `Applied ${done} of ${all} changes to the members of RBAC group ${group}; the rest resumes at the next \`pulumi up\`. ${error.message}`,
      group,
      {
        group,
        members: [...actual.values()].map(({ name }) => name).sort(),
        memberStatuses: byName([...actual.values()].map(({ record }) => record)),
        status: "active",
      },
    );
  }
  return byName([...actual.values()].map(({ record }) => record));
}

function shown({ email }: MemberState, userId: string): string {
  return email === undefined ? userId : `${email} (${userId})`;
}

function removing(group: string, { record, userId }: Removal): string {
  return `remove ${shown(record, userId)} from RBAC group ${group}`;
}
