import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/people.ts";
import type { Action } from "./actions.ts";
import type { Result } from "./unknowns.ts";

/** The users whom resources wait for, each once, without those whom this run invites. */
export function waitingActions(results: Iterable<Result>, actions: readonly Action[]): Action[] {
  const invited = new Set(
    actions.flatMap(({ deed, person }) => (deed === "mails" ? (person?.email ?? []) : [])),
  );
  const waiting = new Map<string, Action>();
  for (const { kind, resource, id, outputs } of results) {
    for (const { person, why } of awaited(kind, id, outputs)) {
      const name = person.email ?? person.userId ?? id;
      if (invited.has(name) || (waiting.has(name) && kind !== "Member")) continue;
      waiting.set(name, { deed: "waitsFor", kind, resource, person, text: `${name}: ${why}` });
    }
  }
  return [...waiting.values()];
}

/** Statuses of users and memberships that do not exist in the organization yet. */
export const pendingStatuses: ReadonlySet<string> = new Set(["invited", "expired", "awaited", "pending"]);

interface Awaited {
  readonly person: { readonly email?: string; readonly userId?: string };
  readonly why: string;
}

function awaited(kind: string, id: string, outputs: Properties): Awaited[] {
  const list: unknown[] = kind === "WorkspaceMembers" ? listOf(outputs["people"]) : [outputs];
  return list.filter(isRecord).flatMap((entry) => {
    const status = String(entry["status"]);
    if (!pendingStatuses.has(status)) return [];
    const why =
      status === "pending" ? waits.get(String(entry["waitingFor"] ?? "acceptance")) : waits.get(status);
    return [{ person: personOf(entry, id), why: why ?? status }];
  });
}

const waits: ReadonlyMap<string, string> = new Map([
  ["invited", "invited, and has not accepted yet"],
  ["acceptance", "invited, and has not accepted yet"],
  ["expired", "invited, but too long ago: the invitation has expired"],
  ["awaited", "not in the organization, and not to be invited"],
  ["notInvited", "neither in the organization nor invited"],
]);

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function personOf({ email, userId }: Properties, id: string): Awaited["person"] {
  const person = id.split("/").at(-1) ?? id;
  if (typeof email === "string") return { email: normalEmail(email) };
  if (typeof userId === "string") return { userId };
  return person.includes("@") ? { email: normalEmail(person) } : { userId: person };
}
