import { ApiError } from "../../api/apiError.ts";
import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import { ensureMember } from "../../memberships/ensure.ts";
import { changeRole, takeOut, takeOutUnseen } from "../../memberships/membership.ts";
import { findPerson, isAdministrator, isImplicit, normalEmail } from "../../users/people.ts";
import { active, entryFor, implicit, pending } from "./records.ts";
import type { Declared, Scene } from "./roster.ts";
import { byName, type EntryState, nameOf, type PersonState, type State } from "./schema.ts";

/** What is to be done to the list, in this order. */
interface Work {
  /** Those to whom nothing is done. */
  readonly settled: readonly { readonly entry: EntryState; readonly person: PersonState }[];
  readonly adds: readonly Adding[];
  readonly changes: readonly (Giving & { readonly present: WorkspaceMemberWire })[];
  readonly removals: readonly Taking[];
}

interface Giving {
  readonly entry: EntryState;
  readonly user: UserWire;
}

interface Adding extends Giving {
  /** Whether the state has the membership as active. */
  readonly isRecorded: boolean;
}

export interface Taking {
  readonly record: PersonState;
  readonly member: WorkspaceMemberWire;
  readonly user: UserWire | undefined;
  /** Whether the list shows the membership; otherwise only the state has it. */
  readonly listed: boolean;
}

/** A removal, whether or not the list shows the membership; undefined when there is nothing to remove. */
export function takingOf(
  operation: Operation,
  workspace: string,
  record: PersonState,
  user: UserWire | undefined,
  listed: WorkspaceMemberWire | undefined,
): Taking | undefined {
  if (listed !== undefined) {
    const untouchable = user !== undefined && isUntouchable(operation, user, listed);
    return untouchable ? undefined : { record, member: listed, user, listed: true };
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

export async function carryOutTaking(
  operation: Operation,
  workspace: string,
  { member, user, listed }: Taking,
): Promise<void> {
  const subject = user ?? { id: member.user_id, role: "" };
  const take = listed ? takeOut : takeOutUnseen;
  await take(operation, workspace, subject, taking(workspace, member, user));
}

/** What the program asks for, beside what is there. */
export function workFor(declared: readonly Declared[], scene: Scene, removals: readonly Taking[]): Work {
  const settled = [];
  const adds = [];
  const changes = [];
  for (const { entry, record, standing } of declared) {
    if (standing.is !== "member") {
      settled.push({ entry, person: pending(entry, standing) });
      continue;
    }
    const { user } = standing;
    const present = scene.member(user.id);
    // What was given, stays as kept: differences from what is there now are shown by refresh before they are mended.
    const given = record?.status === "active" && record.role === entry.role;
    if (isImplicit(user, entry.role)) settled.push({ entry, person: implicit(entry, user) });
    else if (given) settled.push({ entry, person: record });
    else if (present === undefined) adds.push({ entry, user, isRecorded: record?.status === "active" });
    else if (present.workspace_role === entry.role) settled.push({ entry, person: active(user, present) });
    else changes.push({ entry, user, present });
  }
  return { settled, adds, changes, removals };
}

/**
 * Adds, changes roles, takes out, one after the other: nobody loses a place before everybody has theirs. When it stops
 * halfway, what is really there is kept, and the rest resumes at the next `pulumi up`.
 */
export async function carryOut(operation: Operation, workspace: string, work: Work): Promise<PersonState[]> {
  const { settled, adds, changes, removals } = work;
  const there = new Map<string, { entry: EntryState; person: PersonState }>();
  for (const one of settled) there.set(nameOf(one.entry), one);
  for (const { entry, user, present } of changes) {
    const before = { ...entry, role: present.workspace_role };
    there.set(nameOf(entry), { entry: before, person: active(user, present) });
  }
  for (const { member, user, record } of removals) {
    there.set(member.user_id, { entry: entryFor(user, member), person: active(user, member, record.status) });
  }
  let done = 0;
  try {
    for (const adding of adds) {
      const { entry } = adding;
      there.set(nameOf(entry), { entry, person: await add(operation, workspace, adding) });
      done += 1;
    }
    for (const { entry, user } of changes) {
      const doing = giving(workspace, entry, user);
      const wire = await changeRole(operation, workspace, user, entry.role, doing);
      mustHave(wire, entry, doing);
      there.set(nameOf(entry), { entry, person: active(user, wire) });
      done += 1;
    }
    for (const removal of removals) {
      await carryOutTaking(operation, workspace, removal);
      there.delete(removal.member.user_id);
      done += 1;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unclear = error instanceof ApiError && error.outcomeUnknown;
    if (done === 0 && !unclear) throw error;
    const all = adds.length + changes.length + removals.length;
    throw new PartialWriteError<State>(
      `Made ${done} of ${all} changes to the members of workspace ${workspace}; the rest resumes at the next \`pulumi up\`. ${error.message}`,
      workspace,
      {
        workspace,
        members: byName([...there.values()].map(({ entry }) => entry)),
        people: byName([...there.values()].map(({ person }) => person)),
        status: "active",
      },
    );
  }
  return byName([...there.values()].map(({ person }) => person));
}

function giving(workspace: string, { role }: EntryState, user: UserWire): string {
  return `give ${normalEmail(user.email)} (${user.id}) the role ${role} in workspace ${workspace}`;
}

function taking(workspace: string, { user_id: id }: WorkspaceMemberWire, user: UserWire | undefined): string {
  return `remove ${user === undefined ? id : `${normalEmail(user.email)} (${id})`} from workspace ${workspace}`;
}

function mustHave(wire: WorkspaceMemberWire, { role }: EntryState, doing: string): void {
  if (wire.workspace_role === role) return;
  throw new UserError(
    `cannot ${doing}: the API answered with the role ${wire.workspace_role} instead. Run \`up\` again, and report it if it stays.`,
  );
}

async function add(
  operation: Operation,
  workspace: string,
  { entry, user, isRecorded }: Adding,
): Promise<PersonState> {
  const doing = giving(workspace, entry, user);
  const { role } = entry;
  const wanted = { workspace, user, role, doing, isRecorded, mayChange: true };
  const ensured = await ensureMember(operation, wanted);
  if ("member" in ensured) {
    mustHave(ensured.member, entry, doing);
    return active(user, ensured.member);
  }
  // The user may have left the organization, or have access through an organization role by now.
  const standing = await findPerson(operation, { ...entry, userId: user.id }, performance.now());
  if (standing.is !== "member") return pending(entry, standing);
  if (isImplicit(standing.user, role)) return implicit(entry, standing.user);
  throw ensured.error;
}

/** Whether somebody has the place by the organization role, so that the API lets nobody take it away. */
function isUntouchable(operation: Operation, user: UserWire, member: WorkspaceMemberWire): boolean {
  if (isAdministrator(user)) {
    operation.notify(
      "implicitAccess",
      `cannot ${taking(member.workspace_id, member, user)}: as \`${user.role}\` of the organization they have access to every workspace, which the API cannot change.`,
    );
  }
  return isImplicit(user, member.workspace_role);
}

/** Asks for the whole number before the first, so that a refusal leaves nothing half-done. */
export function mayTake({ limits }: Operation, workspace: string, all: readonly Taking[]): void {
  const removals = all.filter(({ listed }) => listed);
  if (removals.length === 0) return;
  const [only] = removals;
  const doing =
    removals.length === 1 && only !== undefined
      ? taking(workspace, only.member, only.user)
      : `remove ${removals.length} people from workspace ${workspace}`;
  limits.spend("removals", doing, removals.length);
}
