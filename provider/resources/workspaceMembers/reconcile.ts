import { ApiError } from "../../api/apiError.ts";
import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import { explainRejection } from "../../memberships/advice.ts";
import { ensureMember } from "../../memberships/ensure.ts";
import { changeRole, removeMember, removeUnlistedMember } from "../../memberships/membership.ts";
import { enumerated } from "../../text/phrases.ts";
import { normalEmail } from "../../users/email.ts";
import { findUser } from "../../users/findUser.ts";
import { isAdministrator, isImplicit } from "../../users/roles.ts";
import { active, entryFor, implicit, pending } from "./records.ts";
import { type Declared, type Roster, shownMember } from "./roster.ts";
import { byName, type EntryState, type MemberState, nameOf, type State } from "./schema.ts";

/** The changes to the members of a workspace, in the order in which they are applied. */
interface Changes {
  /** Declared members that need no write. */
  readonly settled: readonly { readonly entry: EntryState; readonly record: MemberState }[];
  readonly adds: readonly Addition[];
  readonly changes: readonly (RoleChange & { readonly present: WorkspaceMemberWire })[];
  readonly removals: readonly Removal[];
}

interface RoleChange {
  readonly entry: EntryState;
  readonly user: UserWire;
}

interface Addition extends RoleChange {
  /** Whether the state has the membership as active. */
  readonly isRecorded: boolean;
}

export interface Removal {
  readonly record: MemberState;
  readonly member: WorkspaceMemberWire;
  readonly user: UserWire | undefined;
  /** Whether the list shows the membership; otherwise only the state has it. */
  readonly listed: boolean;
}

/** A removal, whether or not the list shows the membership; undefined when there is nothing to remove. */
export function removalOf(
  operation: Operation,
  workspace: string,
  record: MemberState,
  user: UserWire | undefined,
  listed: WorkspaceMemberWire | undefined,
): Removal | undefined {
  if (listed !== undefined) {
    const isImplicitAccess = user !== undefined && isImplicitMember(operation, user, listed);
    return isImplicitAccess ? undefined : { record, member: listed, user, listed: true };
  }
  // A user who left the organization has no workspace memberships.
  if (user === undefined || isImplicit(user, record.role)) return undefined;
  const member = {
    type: "workspace_member" as const,
    workspace_id: workspace,
    user_id: user.id,
    workspace_role: record.role,
  };
  return { record, member, user, listed: false };
}

/** Removes members one by one, and reports them. `done` is called after each of them. */
export async function applyRemovals(
  operation: Operation,
  workspace: string,
  removals: readonly Removal[],
  done: (removal: Removal) => void = () => undefined,
): Promise<void> {
  const removed: string[] = [];
  try {
    for (const removal of removals) {
      const { member, user, listed: isListed } = removal;
      const target = user ?? { id: member.user_id, role: "" };
      const remove = isListed ? removeMember : removeUnlistedMember;
      const outcome = await remove(operation, workspace, target, removing(workspace, member, user));
      if (outcome === "removed") removed.push(shownMember(member, user));
      done(removal);
    }
  } finally {
    if (removed.length > 0) {
      operation.notify("membersRemoved", `Removed from workspace ${workspace}: ${enumerated(removed)}.`);
    }
  }
}

/** The changes that make the members of a workspace as declared. */
export function changesFor(
  declared: readonly Declared[],
  roster: Roster,
  removals: readonly Removal[],
): Changes {
  const settled = [];
  const adds = [];
  const changes = [];
  for (const { entry, record, standing } of declared) {
    if (standing.is !== "member") {
      settled.push({ entry, record: pending(entry, standing) });
      continue;
    }
    const { user } = standing;
    const present = roster.member(user.id);
    // A membership that the state has as declared needs no write. If it has changed since, a refresh shows that, and the next
    // update repairs it.
    const asRecorded = record?.status === "active" && record.role === entry.role;
    if (isImplicit(user, entry.role)) settled.push({ entry, record: implicit(entry, user) });
    else if (asRecorded) settled.push({ entry, record: record });
    else if (present === undefined) adds.push({ entry, user, isRecorded: record?.status === "active" });
    else if (present.workspace_role === entry.role) settled.push({ entry, record: active(user, present) });
    else changes.push({ entry, user, present });
  }
  return { settled, adds, changes, removals };
}

/**
 * Adds members, then changes roles, then removes members. After an error, the actual memberships are stored, and the rest
 * resumes at the next `pulumi up`.
 */
export async function applyChanges(
  operation: Operation,
  workspace: string,
  planned: Changes,
): Promise<MemberState[]> {
  const { settled, adds, changes, removals } = planned;
  const actual = new Map<string, { entry: EntryState; record: MemberState }>();
  for (const one of settled) actual.set(nameOf(one.entry), one);
  for (const { entry, user, present } of changes) {
    const before = { ...entry, role: present.workspace_role };
    actual.set(nameOf(entry), { entry: before, record: active(user, present) });
  }
  for (const { member, user, record } of removals) {
    actual.set(member.user_id, {
      entry: entryFor(user, member),
      record: active(user, member, record.status),
    });
  }
  let done = 0;
  try {
    for (const addition of adds) {
      const { entry } = addition;
      actual.set(nameOf(entry), { entry, record: await add(operation, workspace, addition) });
      done += 1;
    }
    for (const { entry, user } of changes) {
      const doing = settingRole(workspace, entry, user);
      const wire = await changeRole(operation, workspace, user, entry.role, doing);
      mustHave(wire, entry, doing);
      actual.set(nameOf(entry), { entry, record: active(user, wire) });
      done += 1;
    }
    await applyRemovals(operation, workspace, removals, ({ member }) => {
      actual.delete(member.user_id);
      done += 1;
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unclear = error instanceof ApiError && error.outcomeUnknown;
    if (done === 0 && !unclear) throw error;
    const all = adds.length + changes.length + removals.length;
    throw new PartialWriteError<State>(
      `Applied ${done} of ${all} changes to the members of workspace ${workspace}; the rest resumes at the next \`pulumi up\`. ${error.message}`,
      workspace,
      {
        workspace,
        members: byName([...actual.values()].map(({ entry }) => entry)),
        memberStatuses: byName([...actual.values()].map(({ record }) => record)),
        status: "active",
      },
    );
  }
  return byName([...actual.values()].map(({ record }) => record));
}

function settingRole(workspace: string, { role }: EntryState, user: UserWire): string {
  return `set the role of ${normalEmail(user.email)} (${user.id}) in workspace ${workspace} to ${role}`;
}

function removing(
  workspace: string,
  { user_id: id }: WorkspaceMemberWire,
  user: UserWire | undefined,
): string {
  return `remove ${user === undefined ? id : `${normalEmail(user.email)} (${id})`} from workspace ${workspace}`;
}

function mustHave(wire: WorkspaceMemberWire, { role }: EntryState, doing: string): void {
  if (wire.workspace_role === role) return;
  throw new UserError(
    `cannot ${doing}: the API returned the role ${wire.workspace_role} instead. Run \`up\` again, and report it if it happens again.`,
  );
}

async function add(
  operation: Operation,
  workspace: string,
  { entry, user, isRecorded }: Addition,
): Promise<MemberState> {
  const doing = settingRole(workspace, entry, user);
  const { role } = entry;
  const wanted = { workspace, user, role, doing, isRecorded, mayChange: true };
  const ensured = await ensureMember(operation, wanted);
  if ("member" in ensured) {
    mustHave(ensured.member, entry, doing);
    return active(user, ensured.member);
  }
  // The user may have left the organization, or have access through an organization role by now.
  const standing = await findUser(operation, { ...entry, userId: user.id }, performance.now());
  if (standing.is !== "member") return pending(entry, standing);
  if (isImplicit(standing.user, role)) return implicit(entry, standing.user);
  throw await explainRejection(operation, ensured.error, { workspace, userId: user.id, role });
}

/** Whether the access comes with the organization role, so that the API cannot remove it. */
function isImplicitMember(operation: Operation, user: UserWire, member: WorkspaceMemberWire): boolean {
  if (isAdministrator(user)) {
    operation.notify(
      "implicitAccess",
      `cannot ${removing(member.workspace_id, member, user)}: as \`${user.role}\` of the organization they have access to every workspace, which the API cannot change.`,
    );
  }
  return isImplicit(user, member.workspace_role);
}

/** Counts all removals before the first one, so that exceeding the limit leaves nothing partially applied. */
export function countRemovals({ limits }: Operation, workspace: string, all: readonly Removal[]): void {
  const removals = all.filter(({ listed }) => listed);
  if (removals.length === 0) return;
  const [only] = removals;
  const doing =
    removals.length === 1 && only !== undefined
      ? removing(workspace, only.member, only.user)
      : `remove ${removals.length} members from workspace ${workspace}`;
  limits.spend("removals", doing, removals.length);
}
