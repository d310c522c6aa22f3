import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import { normalEmail, type Standing, waitingFor } from "../../users/people.ts";
import type { EntryState, Named, PersonState, State } from "./schema.ts";

export function active(
  user: UserWire | undefined,
  wire: WorkspaceMemberWire,
  status = "active",
): PersonState {
  return {
    ...(user === undefined ? {} : { email: normalEmail(user.email) }),
    userId: wire.user_id,
    role: wire.workspace_role,
    status,
  };
}

export function implicit(entry: EntryState, user: UserWire): PersonState {
  return { email: normalEmail(user.email), userId: user.id, role: entry.role, status: "implicit" };
}

export function pending({ email, userId, role }: EntryState, standing: Standing): PersonState {
  return {
    ...(email === undefined ? {} : { email }),
    ...(userId === undefined ? {} : { userId }),
    role,
    status: "pending",
    waitingFor: waitingFor(standing),
  };
}

/** What the program would write for somebody: by address, unless it says the id. */
export function entryFor(
  user: UserWire | undefined,
  { user_id: userId, workspace_role: role }: WorkspaceMemberWire,
): EntryState {
  return user === undefined ? { userId, role } : { email: normalEmail(user.email), role };
}

/** How people stood when the state was written. An imported state has the list only. */
export function peopleIn(old: State): PersonState[] {
  return old.people ?? (old.members ?? []).map((entry) => ({ ...entry, status: "active" }));
}

export function recordOf(people: readonly PersonState[], { email, userId }: Named): PersonState | undefined {
  return people.find((person) =>
    email === undefined ? person.userId === userId : person.email === email || person.declaredAs === email,
  );
}

export function isSpared(person: Named, except: readonly string[] | undefined): boolean {
  const { email, userId } = person;
  return except?.some((name) => name === email || name === userId) === true;
}
