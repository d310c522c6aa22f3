import { userInId } from "../../users/names.ts";
import type { State } from "./schema.ts";

interface Membership {
  readonly workspace: string;
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

export function membershipInId(id: string): Membership {
  const [workspace = "", user = ""] = id.split("/");
  return { workspace, ...userInId(user) };
}

/** The membership that the state has. The email in the ID may be another user's by now, and is then not used. */
export function membershipInState(id: string, old: State | undefined): Membership {
  const membership = membershipInId(id);
  if (old?.userId === undefined) return membership;
  return { ...membership, email: old.email ?? membership.email, userId: old.userId };
}

function named({ email, userId }: Partial<Membership>): string {
  return email ?? userId ?? "a user";
}

export function updating(membership: Partial<Membership>): string {
  return `update the membership of ${named(membership)} in workspace ${membership.workspace}`;
}

/** Why update rejects a membership of an archived workspace. */
export function whyArchived(membership: Partial<Membership>): string {
  return `${updating(membership)}: the workspace is archived, which is final. Remove the membership from the program, or declare it for another workspace.`;
}
