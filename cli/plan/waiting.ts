import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { afterAcceptance } from "../../provider/users/invitedRole.ts";
import type { Action } from "./actions.ts";
import type { Result } from "./unknowns.ts";

/** The users that resources wait for, each once. Excludes users that this run invites. */
export function waitingActions(results: Iterable<Result>, actions: readonly Action[]): Action[] {
  const invited = new Set(
    actions.flatMap(({ type, user }) => (type === "invites" ? (user?.email ?? []) : [])),
  );
  const waiting = new Map<string, Action>();
  for (const { kind, resource, id, outputs } of results) {
    for (const { user, why, ...role } of awaited(kind, id, outputs)) {
      const name = user.email ?? user.userId ?? id;
      if (invited.has(name) || (waiting.has(name) && kind !== "Member")) continue;
      waiting.set(name, { type: "waitsFor", kind, resource, user, ...role, text: `${name}: ${why}` });
    }
  }
  return [...waiting.values()];
}

/** Statuses of users and memberships that do not exist in the organization yet. */
export const pendingStatuses: ReadonlySet<string> = new Set(["invited", "expired", "awaited", "pending"]);

interface Awaited {
  readonly user: { readonly email?: string; readonly userId?: string };
  readonly why: string;
  readonly role?: string;
  readonly invitedRole?: string;
}

/**
 * The declared role and the role of the pending invitation of a Member, if they differ, and what happens after acceptance as the end
 * of a line.
 */
export function invitedRoleIn({ status, role: declared, inviteRole: invited }: Properties): {
  readonly role?: string;
  readonly invitedRole?: string;
  readonly text: string;
} {
  if (status !== "invited" || typeof declared !== "string" || typeof invited !== "string")
    return { text: "" };
  const then = afterAcceptance({ invited, declared });
  return then === undefined
    ? { text: "" }
    : { role: declared, invitedRole: invited, text: `, invited as ${invited}; ${then}` };
}

function awaited(kind: string, id: string, outputs: Properties): Awaited[] {
  const list: unknown[] =
    kind === "WorkspaceMembers" || kind === "RbacGroupMembers"
      ? listOf(outputs["memberStatuses"])
      : [outputs];
  return list.filter(isRecord).flatMap((entry) => {
    const status = String(entry["status"]);
    if (!pendingStatuses.has(status)) return [];
    const why =
      status === "pending" ? waits.get(String(entry["waitingFor"] ?? "acceptance")) : waits.get(status);
    const { text, ...role } = kind === "Member" ? invitedRoleIn(entry) : { text: "" };
    return [{ user: userIn(entry, id), why: `${why ?? status}${text}`, ...role }];
  });
}

const waits: ReadonlyMap<string, string> = new Map([
  ["invited", "has not accepted the invitation yet"],
  ["acceptance", "has not accepted the invitation yet"],
  ["expired", "the invitation has expired"],
  ["awaited", "not in the organization, and `invite` is `never`"],
  ["emailChanged", "accepted the invitation, and probably has another email address now"],
  ["notInvited", "neither in the organization nor invited"],
]);

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function userIn({ email, userId }: Properties, id: string): Awaited["user"] {
  const user = id.split("/").at(-1) ?? id;
  if (typeof email === "string") return { email: normalEmail(email) };
  if (typeof userId === "string") return { userId };
  return user.includes("@") ? { email: normalEmail(user) } : { userId: user };
}
